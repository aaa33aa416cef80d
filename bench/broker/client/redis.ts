/** Redis' channels through the `redis` package: one client publishes, each subscriber is a client of its own. */
import { createClient } from 'redis';
import type { Open } from './loop.ts';

const CHANNEL = 'bench';

export const openRedis: Open = async ({ port, payloadBytes, fanout }, done) => {
  const url = `redis://127.0.0.1:${port}`;
  const payload = 'x'.repeat(payloadBytes);
  await Promise.all(
    Array.from({ length: fanout }, async () => {
      const subscriber = await createClient({ url }).connect();
      await subscriber.subscribe(CHANNEL, done);
    }),
  );
  const publisher = await createClient({ url }).connect();
  return { publish: () => void publisher.publish(CHANNEL, payload) };
};
