/** What is not there, what is taken, and tags that nobody gave out. */
import type { Channel, Message } from 'amqplib';
import { bytes, type Scenario } from '../stage.ts';

/** A delivery that never was. */
const invented = (deliveryTag: number): Message => ({ fields: { deliveryTag } }) as unknown as Message;

const ABSENT: readonly (readonly [string, (channel: Channel, pause: () => Promise<void>) => Promise<unknown>])[] = [
  ['checkQueue', (channel) => channel.checkQueue('t.none')],
  ['checkExchange', (channel) => channel.checkExchange('t.none')],
  ['consume', (channel) => channel.consume('t.none', () => {})],
  ['get', (channel) => channel.get('t.none')],
  ['purge', (channel) => channel.purgeQueue('t.none')],
  ['bindQueue no queue', (channel) => channel.bindQueue('t.none', 'amq.direct', 'k')],
  [
    'bindQueue no exchange',
    async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, 't.nox', 'k');
    },
  ],
  ['bindExchange', (channel) => channel.bindExchange('t.none1', 't.none2', '')],
  [
    'publish',
    async (channel, pause) => {
      channel.publish('t.none', 'k', bytes('x'));
      await pause();
      await channel.checkExchange('amq.direct');
    },
  ],
  ['deleteQueue (ok!)', (channel) => channel.deleteQueue('t.none')],
  ['deleteExchange (ok!)', (channel) => channel.deleteExchange('t.none')],
  [
    'unbind (ok!)',
    async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.unbindQueue(queue, 'amq.direct', 'nokey');
    },
  ],
  ['cancel unknown ctag (ok!)', (channel) => channel.cancel('nope')],
];

export const REFUSALS: Readonly<Record<string, Scenario>> = {
  '06-not-found': async (stage) => {
    const connection = await stage.connection();
    for (const [label, work] of ABSENT) {
      stage.note(label);
      const channel = await stage.channel(connection);
      await stage.attempt(label, () => work(channel, () => stage.pause(60)));
    }
  },

  '09-exclusive-consumer': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.consume(queue, () => {}, { exclusive: true });
    const second = await stage.channel(connection);
    await stage.attempt('2nd consumer', () => second.consume(queue, () => {}));
    const third = await stage.channel(connection);
    await stage.attempt('2nd exclusive consumer', () => third.consume(queue, () => {}, { exclusive: true }));
  },

  '10-resource-locked-exclusive-over-consumer': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.consume(queue, () => {});
    const second = await stage.channel(connection);
    await stage.attempt('exclusive consume on consumed queue', () =>
      second.consume(queue, () => {}, { exclusive: true }),
    );
  },

  '12-unknown-delivery-tag': async (stage) => {
    const connection = await stage.connection();
    (await stage.channel(connection)).ack(invented(99));
    await stage.pause(80);
    (await stage.channel(connection)).nack(invented(7));
    await stage.pause(80);
    (await stage.channel(connection)).reject(invented(7));
    await stage.pause(80);
    stage.note('double ack');
    const channel = await stage.channel(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(queue, bytes('m'));
    await stage.pause(30);
    const message = await channel.get(queue);
    if (message === false) throw new Error('nothing there');
    channel.ack(message);
    channel.ack(message);
    await stage.pause(80);
  },

  '13-consumer-tag-in-use': async (stage) => {
    const channel = await stage.channel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.consume(queue, () => {}, { consumerTag: 'dup' });
    await stage.attempt('dup ctag', () => channel.consume(queue, () => {}, { consumerTag: 'dup' }));
    await stage.pause(60);
  },
};
