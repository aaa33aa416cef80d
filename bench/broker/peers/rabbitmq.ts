/** The real RabbitMQ. */
import { noRabbitMq, startRabbitMq } from '../../../tests/peers/rabbitmq.ts';
import { descendant } from '../processes.ts';
import type { PeerKind } from './peer.ts';

/** RabbitMQ of Debian's package, without plugins. */
export const rabbitMq: PeerKind = {
  name: 'RabbitMQ',
  missing: noRabbitMq(),
  async start() {
    const started = performance.now();
    const { ports, stop } = await startRabbitMq();
    const startMs = performance.now() - started;
    try {
      return { name: 'RabbitMQ', port: ports.amqp, pid: descendant('beam.smp'), startMs, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};
