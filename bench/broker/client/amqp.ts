/** AMQP through amqplib: a connection for the publisher and one for each subscriber, queues of their own. */
import { type ChannelModel, connect } from 'amqplib';
import { type Load, PREFETCH } from '../load.ts';
import type { Link, Open } from './loop.ts';

const EXCHANGE = 'bench.fanout';

export const openAmqp: Open = async (load, done) => {
  const { port, payloadBytes, fanout, confirm = false } = load;
  const open = (): Promise<ChannelModel> => connect({ hostname: '127.0.0.1', port, heartbeat: 0 }, { noDelay: true });
  const publisher = await open();
  const payload = Buffer.alloc(payloadBytes, 'x');
  const delivered = confirm ? (): void => {} : done;
  const setUp = await publisher.createChannel();
  if (fanout > 1) await setUp.assertExchange(EXCHANGE, 'fanout', { durable: false, autoDelete: true });
  const queues = await Promise.all(
    Array.from({ length: fanout }, async () => subscribe(await open(), load, fanout > 1, delivered)),
  );
  const [exchange, key] = fanout > 1 ? [EXCHANGE, ''] : ['', queues[0] ?? ''];
  if (confirm) {
    const channel = await publisher.createConfirmChannel();
    const link: Link = {
      publish: () =>
        void channel.publish(exchange, key, payload, {}, (error) => {
          if (error !== null) throw new Error('The broker refused a message.', { cause: error });
          done();
        }),
    };
    return link;
  }
  return { publish: () => void setUp.publish(exchange, key, payload) };
};

/** Returns the queue's name. */
async function subscribe(
  connection: ChannelModel,
  { ack }: Load,
  bound: boolean,
  delivered: () => void,
): Promise<string> {
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true, durable: false });
  if (bound) await channel.bindQueue(queue, EXCHANGE, '');
  const manual = ack === 'manual';
  if (manual) await channel.prefetch(PREFETCH);
  await channel.consume(
    queue,
    (message) => {
      if (message === null) throw new Error('The broker cancelled the consumer.');
      if (manual) channel.ack(message);
      delivered();
    },
    { noAck: !manual },
  );
  return queue;
}
