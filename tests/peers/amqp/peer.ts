/** A broker that speaks AMQP 0-9-1, ours or the real one, as the scenario programs see it: a port and a restart. */
import { once } from 'node:events';
import { brokerCli } from '../../support/broker-cli.ts';
import { startRabbitMq } from '../rabbitmq.ts';

export interface AmqpPeer {
  readonly name: string;
  readonly version: string;
  readonly port: number;
  /** Durable queues and persistent messages survive it. Resolves when connections are accepted again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Our broker as a process of its own, answering as RabbitMQ 3.10. */
export async function ourAmqp(): Promise<AmqpPeer> {
  const broker = await brokerCli(['--amqp', '0', '--profile', '3.10', '--trace']);
  return {
    name: 'Bưu Cục',
    version: '3.10',
    port: broker.ports.get('amqp') ?? 0,
    restart: async () => {
      broker.process.stdin?.write('{"type":"restart"}\n');
      await broker.line(/"type":"broker-restarted"/);
    },
    stop: async () => {
      if (broker.process.exitCode !== null) return;
      broker.process.kill('SIGTERM');
      await once(broker.process, 'exit');
    },
  };
}

export async function realRabbitMq(): Promise<AmqpPeer> {
  const { version, ports, restart, stop } = await startRabbitMq();
  return { name: 'RabbitMQ', version, port: ports.amqp, restart, stop };
}
