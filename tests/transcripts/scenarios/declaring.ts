/** Declaring and deleting: the same again, otherwise again, and what may not be. */
import type { Channel, Options } from 'amqplib';
import { bytes, type Scenario } from '../stage.ts';

const QUEUE_OPTIONS: readonly Options.AssertQueue[] = [
  { durable: true },
  { durable: false, autoDelete: true },
  { durable: false, messageTtl: 1000 },
  { durable: false, exclusive: true },
];

const BAD_ARGUMENTS: readonly Readonly<Record<string, unknown>>[] = [
  { 'x-message-ttl': -1 },
  { 'x-message-ttl': 'abc' },
  { 'x-expires': 0 },
  { 'x-max-length': -5 },
  { 'x-max-priority': 256 },
  { 'x-overflow': 'bogus' },
  { 'x-queue-type': 'bogus' },
  { 'x-queue-mode': 'bogus' },
  { 'x-dead-letter-routing-key': 'k' },
  { 'x-dead-letter-exchange': 5 },
  { 'x-unknown-arg': 1 },
];

const BAD_QUORUM_OPTIONS: readonly Options.AssertQueue[] = [
  { exclusive: true },
  { durable: false },
  { autoDelete: true },
  { arguments: { 'x-max-priority': 3 } },
];

export const DECLARING: Readonly<Record<string, Scenario>> = {
  '04-queue-declare-server-named': async (stage) => {
    const channel = await stage.channel();
    await channel.assertQueue('', { exclusive: true });
    await channel.assertQueue('', { exclusive: true });
  },

  '05-declare-inequivalent': async (stage) => {
    const connection = await stage.connection();
    const first = await stage.channel(connection);
    await first.deleteQueue('t.ineq');
    await first.assertQueue('t.ineq', { durable: false });
    for (const options of QUEUE_OPTIONS) {
      const channel = await stage.channel(connection);
      await stage.attempt(`declare ${JSON.stringify(options)}`, () => channel.assertQueue('t.ineq', options));
    }
    const second = await stage.channel(connection);
    await second.assertExchange('t.ineq.x', 'direct', { durable: false });
    await stage.attempt('xdecl type', () => second.assertExchange('t.ineq.x', 'fanout', { durable: false }));
    const third = await stage.channel(connection);
    await stage.attempt('xdecl durable', () => third.assertExchange('t.ineq.x', 'direct', { durable: true }));
    const last = await stage.channel(connection);
    await last.deleteExchange('t.ineq.x');
    await last.deleteQueue('t.ineq');
  },

  '07-access-refused-and-reserved': async (stage) => {
    const connection = await stage.connection();
    const attempts: readonly (readonly [string, (channel: Channel) => Promise<unknown>])[] = [
      ['amq.* queue', (channel) => channel.assertQueue('amq.mine')],
      ['amq.* exchange', (channel) => channel.assertExchange('amq.mine', 'direct')],
      ['delete amq.direct', (channel) => channel.deleteExchange('amq.direct')],
      [
        'bind default',
        async (channel) => {
          const { queue } = await channel.assertQueue('', { exclusive: true });
          await channel.bindQueue(queue, '', 'k');
        },
      ],
      ['declare default exchange', (channel) => channel.assertExchange('', 'direct')],
      ['delete default exchange', (channel) => channel.deleteExchange('')],
      ['redeclare amq.direct same', (channel) => channel.assertExchange('amq.direct', 'direct', { durable: true })],
    ];
    for (const [label, work] of attempts) {
      const channel = await stage.channel(connection);
      await stage.attempt(label, () => work(channel));
    }
  },

  '08-exclusive-queue-locked': async (stage) => {
    const owner = await stage.connection();
    const other = await stage.connection();
    const options = { exclusive: true, durable: false };
    await (await stage.channel(owner)).assertQueue('t.excl', options);
    const attempts: readonly (readonly [string, (channel: Channel) => Promise<unknown>])[] = [
      ['declare', (channel) => channel.assertQueue('t.excl', options)],
      ['consume', (channel) => channel.consume('t.excl', () => {})],
      ['delete', (channel) => channel.deleteQueue('t.excl')],
      ['get', (channel) => channel.get('t.excl')],
    ];
    for (const [label, work] of attempts) {
      const channel = await stage.channel(other);
      await stage.attempt(label, () => work(channel));
    }
    stage.note('owner connection closes: queue goes away');
    await owner.close();
    const channel = await stage.channel(other);
    await stage.attempt('check', () => channel.checkQueue('t.excl'));
  },

  '11-precondition-if-unused-if-empty': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(queue, bytes('m'));
    await channel.checkQueue(queue);
    const emptying = await stage.channel(connection);
    await stage.attempt('if-empty', () => emptying.deleteQueue(queue, { ifEmpty: true }));
    await channel.consume(queue, () => {});
    const unusing = await stage.channel(connection);
    await stage.attempt('if-unused', () => unusing.deleteQueue(queue, { ifUnused: true }));
    await channel.assertExchange('t.ifu', 'fanout', { durable: false });
    await channel.bindQueue(queue, 't.ifu', '');
    const exchanging = await stage.channel(connection);
    await stage.attempt('x if-unused', () => exchanging.deleteExchange('t.ifu', { ifUnused: true }));
    await channel.deleteExchange('t.ifu');
  },

  '14-unknown-exchange-type': async (stage) => {
    const channel = await stage.channel();
    await stage.attempt('xdecl', () => channel.assertExchange('t.bad', 'ZZbad'));
    await stage.pause(60);
  },

  '15-bad-args': async (stage) => {
    const connection = await stage.connection();
    for (const table of BAD_ARGUMENTS) {
      stage.note(JSON.stringify(table));
      const channel = await stage.channel(connection);
      await stage.attempt('declare', () => channel.assertQueue('t.badargs', { durable: true, arguments: table }));
    }
    await (await stage.channel(connection)).deleteQueue('t.badargs');
    for (const options of BAD_QUORUM_OPTIONS) {
      const channel = await stage.channel(connection);
      stage.note(`quorum ${JSON.stringify(options)}`);
      const table = { 'x-queue-type': 'quorum', ...(options.arguments as object | undefined) };
      const quorum = { durable: true, ...options, arguments: table };
      await stage.attempt('quorum', () => channel.assertQueue('t.badq', quorum));
    }
    await (await stage.channel(connection)).deleteQueue('t.badq');
  },

  '29-auto-delete': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    await channel.assertQueue('t.ad', { autoDelete: true, durable: false });
    await channel.assertExchange('t.adx', 'fanout', { autoDelete: true, durable: false });
    await channel.bindQueue('t.ad', 't.adx', '');
    await channel.consume('t.ad', () => {}, { consumerTag: 'ad' });
    await channel.cancel('ad');
    await stage.pause(60);
    await stage.attempt('queue', () => channel.checkQueue('t.ad'));
    const other = await stage.channel(connection);
    await stage.attempt('exchange', () => other.checkExchange('t.adx'));
  },

  '37-queue-expires': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const { queue } = await channel.assertQueue('', { durable: false, expires: 100 });
    await stage.pause(60);
    await channel.checkQueue(queue);
    stage.note('passive declare at 60ms');
    await stage.pause(80);
    await stage.attempt('check at 140', () => channel.checkQueue(queue));
    await stage.pause(200);
    const other = await stage.channel(connection);
    await stage.attempt('check at 340', () => other.checkQueue(queue));
  },
};
