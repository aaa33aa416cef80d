/** What the fidelity pages call not done is refused in words, not half done. */
import { connect } from 'amqplib';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';

let broker: ServedBroker;
beforeAll(async () => {
  broker = await serve({ amqp: 0, resp: 0 });
});
afterAll(() => broker.close());

it('streams of RabbitMQ', async () => {
  const connection = await connect({ hostname: '127.0.0.1', port: broker.port('amqp'), heartbeat: 0 });
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  await expect(channel.assertQueue('log', { arguments: { 'x-queue-type': 'stream' } })).rejects.toThrow(
    "406 (PRECONDITION-FAILED) with message \"PRECONDITION_FAILED - invalid arg 'x-queue-type' for queue 'log'",
  );
  await connection.close();
});

it.each([
  ['scripts of Redis', ['EVAL', 'return 1', '0']],
  ['hashes of Redis', ['HSET', 'h', 'f', 'v']],
  ['sets of Redis', ['SADD', 's', 'm']],
  ['sorted sets of Redis', ['ZADD', 'z', '1', 'm']],
])('%s', async (_name, words) => {
  const client = createClient({ url: `redis://127.0.0.1:${broker.port('resp')}` });
  client.on('error', () => {});
  await client.connect();
  await expect(client.sendCommand(words)).rejects.toThrow(`ERR unknown command '${words[0]}'`);
  client.destroy();
});
