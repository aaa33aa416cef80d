/** What the broker refuses, and in which words. */
import type { Channel } from 'amqplib';
import { bytes, type Program, type Scenario } from '../program.ts';

/** Each mistake costs its channel: every one gets a fresh one. */
const mistakes = (list: Readonly<Record<string, (channel: Channel) => Promise<unknown>>>): Scenario => {
  return async (program) => {
    const connection = await program.connection();
    for (const [label, mistake] of Object.entries(list)) {
      const channel = await program.channel(connection);
      await program.attempt(label, () => mistake(channel));
      await channel.close().catch(() => {});
    }
  };
};

async function locked(program: Program): Promise<void> {
  const owner = await program.channel();
  await owner.assertQueue('r.exclusive', { exclusive: true });
  const others = await program.connection();
  for (const [label, work] of Object.entries({
    check: (channel: Channel) => channel.checkQueue('r.exclusive'),
    redeclare: (channel: Channel) => channel.assertQueue('r.exclusive', { exclusive: true }),
    consume: (channel: Channel) => channel.consume('r.exclusive', () => {}),
    get: (channel: Channel) => channel.get('r.exclusive'),
    bind: (channel: Channel) => channel.bindQueue('r.exclusive', 'amq.topic', '#'),
    purge: (channel: Channel) => channel.purgeQueue('r.exclusive'),
    delete: (channel: Channel) => channel.deleteQueue('r.exclusive'),
  })) {
    const channel = await program.channel(others);
    await program.attempt(label, () => work(channel));
  }
}

async function exclusiveConsumer(program: Program): Promise<void> {
  const connection = await program.connection();
  const fresh = (): Promise<Channel> => program.channel(connection);
  const keeper = await fresh();
  await keeper.assertQueue('r.one-consumer', { durable: true });
  const { consumerTag } = await keeper.consume('r.one-consumer', () => {}, { exclusive: true, consumerTag: 'only' });
  const second = await fresh();
  await program.attempt('a second consumer', () => second.consume('r.one-consumer', () => {}));
  await keeper.cancel(consumerTag);
  await keeper.consume('r.one-consumer', () => {}, { consumerTag: 'shared' });
  const third = await fresh();
  await program.attempt('exclusive beside another', () =>
    third.consume('r.one-consumer', () => {}, { exclusive: true }),
  );
  program.note('delete:', await keeper.deleteQueue('r.one-consumer'));
}

/** A mistake that costs the connection. */
async function tagInUse(program: Program): Promise<void> {
  const connection = await program.connection();
  const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  const channel = await program.channel(connection);
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.consume(queue, () => {}, { consumerTag: 'twin' });
  await program.attempt('the same tag again', () => channel.consume(queue, () => {}, { consumerTag: 'twin' }));
  await closed;
}

async function afterPublishing(program: Program): Promise<void> {
  const connection = await program.connection();
  const fresh = (): Promise<Channel> => program.channel(connection);
  let channel = await fresh();
  await program.refusal('publish to no exchange', channel, () => channel.publish('r.none', 'k', bytes('x')));
  channel = await fresh();
  await channel.assertExchange('r.internal', 'fanout', { durable: false, internal: true, autoDelete: false });
  await program.refusal('publish to an internal one', channel, () => channel.publish('r.internal', 'k', bytes('x')));
  channel = await fresh();
  await program.refusal('an expiration that is no number', channel, () =>
    channel.publish('', 'k', bytes('x'), { expiration: 'soon' }),
  );
  channel = await fresh();
  await program.refusal('another user than its own', channel, () =>
    channel.publish('', 'k', bytes('x'), { userId: 'somebody' }),
  );
  channel = await fresh();
  const stray = { fields: { deliveryTag: 99 } } as Parameters<Channel['ack']>[0];
  await program.refusal('ack of an unknown tag', channel, () => channel.ack(stray));
  channel = await fresh();
  await program.refusal('reject of an unknown tag', channel, () => channel.reject(stray));
  await (await fresh()).deleteExchange('r.internal');
}

export const REFUSING: Readonly<Record<string, Scenario>> = {
  'queue-redeclared-otherwise': mistakes({
    first: (channel) => channel.assertQueue('r.queue', { durable: true, arguments: { 'x-max-length': 10 } }),
    again: (channel) => channel.assertQueue('r.queue', { durable: true, arguments: { 'x-max-length': 10 } }),
    'not durable': (channel) => channel.assertQueue('r.queue', { durable: false }),
    'auto-delete': (channel) => channel.assertQueue('r.queue', { durable: true, autoDelete: true }),
    'another length': (channel) => channel.assertQueue('r.queue', { durable: true, maxLength: 11 }),
    'no length': (channel) => channel.assertQueue('r.queue', { durable: true }),
    'one more argument': (channel) => channel.assertQueue('r.queue', { durable: true, maxLength: 10, messageTtl: 5 }),
    'a text for a number': (channel) =>
      channel.assertQueue('r.queue', { durable: true, arguments: { 'x-max-length': '10' } }),
    'passive, whatever it says': (channel) => channel.checkQueue('r.queue'),
    delete: (channel) => channel.deleteQueue('r.queue'),
  }),
  'exchange-redeclared-otherwise': mistakes({
    first: (channel) => channel.assertExchange('r.exchange', 'topic', { durable: true }),
    'another type': (channel) => channel.assertExchange('r.exchange', 'direct', { durable: true }),
    'not durable': (channel) => channel.assertExchange('r.exchange', 'topic', { durable: false }),
    internal: (channel) => channel.assertExchange('r.exchange', 'topic', { durable: true, internal: true }),
    'with an alternate': (channel) =>
      channel.assertExchange('r.exchange', 'topic', { durable: true, alternateExchange: 'amq.fanout' }),
    'a type of amq.direct': (channel) => channel.assertExchange('amq.direct', 'fanout', { durable: true }),
    delete: (channel) => channel.deleteExchange('r.exchange'),
  }),
  'not-found': mistakes({
    'check queue': (channel) => channel.checkQueue('r.none'),
    'check exchange': (channel) => channel.checkExchange('r.none'),
    consume: (channel) => channel.consume('r.none', () => {}),
    get: (channel) => channel.get('r.none'),
    purge: (channel) => channel.purgeQueue('r.none'),
    'bind a missing queue': (channel) => channel.bindQueue('r.none', 'amq.topic', '#'),
    'bind a missing exchange': (channel) => channel.bindExchange('r.none', 'amq.topic', '#'),
    'delete queue, which is no mistake': (channel) => channel.deleteQueue('r.none'),
    'delete exchange, which is no mistake': (channel) => channel.deleteExchange('r.none'),
  }),
  'access-refused': mistakes({
    'a queue of the broker’s names': (channel) => channel.assertQueue('amq.mine'),
    'an exchange of the broker’s names': (channel) => channel.assertExchange('amq.mine', 'direct'),
    'delete amq.direct': (channel) => channel.deleteExchange('amq.direct'),
    'delete the default exchange': (channel) => channel.deleteExchange(''),
    'bind to the default exchange': async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      return channel.bindQueue(queue, '', 'k');
    },
  }),
  'bad-arguments': mistakes({
    'a negative ttl': (channel) => channel.assertQueue('r.bad', { messageTtl: -1 }),
    'a ttl in words': (channel) => channel.assertQueue('r.bad', { arguments: { 'x-message-ttl': 'long' } }),
    'expires 0': (channel) => channel.assertQueue('r.bad', { expires: 0 }),
    'a negative length': (channel) => channel.assertQueue('r.bad', { maxLength: -5 }),
    'priority 256': (channel) => channel.assertQueue('r.bad', { maxPriority: 256 }),
    'an overflow that is none': (channel) => channel.assertQueue('r.bad', { arguments: { 'x-overflow': 'spill' } }),
    'a dead-letter key alone': (channel) => channel.assertQueue('r.bad', { deadLetterRoutingKey: 'k' }),
    'a queue type that is none': (channel) => channel.assertQueue('r.bad', { arguments: { 'x-queue-type': 'pile' } }),
  }),
  'if-unused-if-empty': async (program) => {
    const connection = await program.connection();
    const keeper = await connection.createConfirmChannel();
    await keeper.assertQueue('r.used', { durable: true });
    keeper.sendToQueue('r.used', bytes('one'));
    await keeper.waitForConfirms();
    for (const [label, work] of Object.entries({
      'delete a full queue if empty': (channel: Channel) => channel.deleteQueue('r.used', { ifEmpty: true }),
      'delete a bound exchange if unused': async (channel: Channel) => {
        await channel.assertExchange('r.bound', 'fanout', { durable: false });
        await channel.bindQueue('r.used', 'r.bound', '');
        return channel.deleteExchange('r.bound', { ifUnused: true });
      },
    })) {
      const channel = await program.channel(connection);
      await program.attempt(label, () => work(channel));
    }
    await keeper.consume('r.used', () => {});
    const channel = await program.channel(connection);
    await program.attempt('delete a consumed queue if unused', () => channel.deleteQueue('r.used', { ifUnused: true }));
    await keeper.deleteExchange('r.bound');
    program.note('delete:', await keeper.deleteQueue('r.used'));
  },
  'locked-by-its-owner': locked,
  'exclusive-consumer': exclusiveConsumer,
  'consumer-tag-in-use': tagInUse,
  'mistakes-without-an-answer': afterPublishing,
};
