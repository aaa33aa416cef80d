/** Who gets which message, in which order, and what happens to what is not acked. */
import type { ConsumeMessage } from 'amqplib';
import { eventually } from '../../../support/eventually.ts';
import { bytes, type Program, type Scenario, seen } from '../program.ts';

/** A queue with the messages 1 to `count`, all arrived, and its channel with confirms. */
async function filled(program: Program, queue: string, count: number): Promise<void> {
  const channel = await program.confirmChannel();
  await channel.assertQueue(queue, { durable: true });
  await channel.purgeQueue(queue);
  for (let index = 1; index <= count; index++) channel.sendToQueue(queue, bytes(String(index)));
  await channel.waitForConfirms();
}

const roundRobin: Scenario = async (program) => {
  const channel = await program.channel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const got: string[] = [];
  const consume = (name: string) =>
    channel.consume(queue, (message) => void (message && got.push(`${name}${seen(message)}`)), {
      noAck: true,
      consumerTag: name,
    });
  const send = async (from: number, to: number): Promise<void> => {
    for (let index = from; index <= to; index++) channel.sendToQueue(queue, bytes(String(index)));
    await eventually(() => {
      if (got.length < to) throw new Error(`${got.length} of ${to}`);
    });
  };
  for (const name of ['A', 'B', 'C']) await consume(name);
  await send(1, 6);
  await channel.cancel('B');
  await send(7, 10);
  program.note('who got what:', got.join(' '));
};

const prefetch: Scenario = async (program) => {
  await filled(program, 'd.prefetch', 8);
  const [slow, fast] = [await program.channel(), await program.channel()];
  await slow.prefetch(1);
  await fast.prefetch(1);
  const held = await program.inbox(slow, 'd.prefetch');
  const [first] = await held.holds(1);
  const done: string[] = [];
  await fast.consume('d.prefetch', (message) => {
    if (message === null) return;
    done.push(seen(message));
    fast.ack(message);
  });
  await eventually(() => {
    if (done.length < 7) throw new Error(`${done.length} of 7`);
  });
  program.note('the slow one holds:', first === undefined ? 'nothing' : seen(first));
  program.note('the fast one did:', done.join(' '));
  program.note('ready:', (await fast.checkQueue('d.prefetch')).messageCount);
  program.note('the slow one got no more:', held.messages.length === 1);
  await fast.deleteQueue('d.prefetch');
};

const prefetchOfChannel: Scenario = async (program) => {
  await filled(program, 'd.shared-window', 6);
  const channel = await program.channel();
  await channel.prefetch(3, true);
  const [a, b] = [await program.inbox(channel, 'd.shared-window'), await program.inbox(channel, 'd.shared-window')];
  await a.holds(3);
  await program.ready(channel, 'd.shared-window', 3);
  program.note('held by both together:', a.messages.length + b.messages.length);
  channel.ackAll();
  await program.ready(channel, 'd.shared-window', 0);
  program.note('after an ack of all:', a.messages.length + b.messages.length);
  await channel.deleteQueue('d.shared-window');
};

const requeue: Scenario = async (program) => {
  await filled(program, 'd.requeue', 5);
  const channel = await program.channel();
  const taken: ConsumeMessage[] = [];
  for (let index = 0; index < 3; index++) {
    const got = await channel.get('d.requeue');
    if (got !== false) taken.push(got as unknown as ConsumeMessage);
  }
  const [one, two, three] = taken as [ConsumeMessage, ConsumeMessage, ConsumeMessage];
  channel.nack(two, false, true);
  channel.reject(one, true);
  await program.ready(channel, 'd.requeue', 4);
  const order: string[] = [];
  for (let got = await channel.get('d.requeue'); got !== false; got = await channel.get('d.requeue'))
    order.push(`${seen(got as unknown as ConsumeMessage)}/${got.fields.deliveryTag}/${got.fields.messageCount}`);
  program.note('text, redelivered, tag, left:', order.join(' '));
  channel.ack(three);
  await channel.close();
  const after = await program.channel();
  await program.ready(after, 'd.requeue', 4);
  const again = await program.inbox(after, 'd.requeue', { noAck: true });
  program.note('after the channel has closed:', (await again.holds(4)).map(seen).join(' '));
  await after.deleteQueue('d.requeue');
};

const multiple: Scenario = async (program) => {
  await filled(program, 'd.multiple', 6);
  const channel = await program.channel();
  const inbox = await program.inbox(channel, 'd.multiple');
  const all = await inbox.holds(6);
  channel.ack(all[1] as ConsumeMessage, true);
  channel.nack(all[4] as ConsumeMessage, true, true);
  const again = (await inbox.holds(9)).slice(6);
  program.note('delivered again:', again.map((message) => `${seen(message)}/${message.fields.deliveryTag}`).join(' '));
  channel.nackAll(false);
  await program.ready(channel, 'd.multiple', 0);
  program.note('left:', await channel.deleteQueue('d.multiple'));
};

const priorities: Scenario = async (program) => {
  const connection = await program.connection();
  const [low, high, sender] = [
    await connection.createChannel(),
    await connection.createChannel(),
    await connection.createChannel(),
  ];
  const { queue } = await sender.assertQueue('', { exclusive: true });
  await low.prefetch(10);
  await high.prefetch(2);
  const lows = await program.inbox(low, queue, { priority: 1 });
  const highs = await program.inbox(high, queue, { priority: 5 });
  for (let index = 1; index <= 5; index++) sender.sendToQueue(queue, bytes(String(index)));
  await lows.holds(3);
  program.note('priority 5, two at most:', (await highs.holds(2)).map(seen).join(' '));
  program.note('priority 1:', lows.messages.map(seen).join(' '));
};

const singleActive: Scenario = async (program) => {
  const connection = await program.connection();
  const [channel, second] = [await connection.createChannel(), await connection.createChannel()];
  const options = { exclusive: true, arguments: { 'x-single-active-consumer': true } };
  const { queue } = await channel.assertQueue('', options);
  const active = await program.inbox(channel, queue, { noAck: true });
  const waiting = await program.inbox(second, queue, { noAck: true });
  for (const name of ['1', '2', '3']) channel.sendToQueue(queue, bytes(name));
  program.note('the first consumer:', (await active.holds(3)).map(seen).join(' '));
  program.note('the second one, meanwhile:', waiting.messages.length);
  await channel.cancel(active.consumerTag);
  for (const name of ['4', '5']) channel.sendToQueue(queue, bytes(name));
  program.note('the second one, left alone:', (await waiting.holds(2)).map(seen).join(' '));
};

const cancelled: Scenario = async (program) => {
  const channel = await program.channel();
  await channel.assertQueue('d.gone', { durable: true });
  const inbox = await program.inbox(channel, 'd.gone');
  const other = await program.channel();
  program.note('deleted:', await other.deleteQueue('d.gone'));
  await inbox.cancelled();
  program.note('its consumer was told');
  await program.attempt('looking for it', () => channel.checkQueue('d.gone'));
};

const autoDelete: Scenario = async (program) => {
  const connection = await program.connection();
  const channel = await program.channel(connection);
  await channel.assertExchange('d.temporary', 'fanout', { durable: false, autoDelete: true });
  await channel.assertQueue('d.temporary', { durable: true, autoDelete: true });
  await channel.bindQueue('d.temporary', 'd.temporary', '');
  program.note('before a consumer:', await channel.checkQueue('d.temporary'));
  const { consumerTag } = await channel.consume('d.temporary', () => {});
  await channel.cancel(consumerTag);
  for (const [label, work] of [
    ['queue', async () => (await program.channel(connection)).checkQueue('d.temporary')],
    ['exchange', async () => (await program.channel(connection)).checkExchange('d.temporary')],
  ] as const)
    await program.attempt(`after the last consumer, ${label}`, work);
};

export const DELIVERING: Readonly<Record<string, Scenario>> = {
  'round-robin': roundRobin,
  'prefetch-per-consumer': prefetch,
  'prefetch-per-channel': prefetchOfChannel,
  'requeue-order': requeue,
  'ack-and-nack-multiple': multiple,
  'consumer-priority': priorities,
  'single-active-consumer': singleActive,
  'consumer-cancelled': cancelled,
  'auto-delete': autoDelete,
};
