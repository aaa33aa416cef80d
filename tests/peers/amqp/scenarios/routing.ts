/** Which queues a message reaches. */
import { bytes, type Scenario } from '../program.ts';

const topic: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  await channel.assertExchange('o.topic', 'topic', { durable: false });
  const patterns = ['#', '*', 'a.*', 'a.#', '#.b', '*.b.*', 'a.*.c', '', '#.#', '*.#', 'a..b'];
  const queues: string[] = [];
  for (const pattern of patterns) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'o.topic', pattern);
    queues.push(queue);
  }
  for (const key of ['', 'a', 'b', 'a.b', 'a.b.c', 'x.b.y', 'a.', '.b', 'a..b', '..', 'A.b']) {
    channel.publish('o.topic', key, bytes(key));
    await channel.waitForConfirms();
    const fits: string[] = [];
    for (const [index, queue] of queues.entries())
      if ((await channel.purgeQueue(queue)).messageCount > 0) fits.push(JSON.stringify(patterns[index]));
    program.note(`${JSON.stringify(key)} fits:`, fits.join(' '));
  }
  await channel.deleteExchange('o.topic');
};

const headers: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  await channel.assertExchange('o.headers', 'headers', { durable: false });
  const wanted: Readonly<Record<string, Record<string, unknown>>> = {
    all: { 'x-match': 'all', kind: 'order', size: 1 },
    any: { 'x-match': 'any', kind: 'order', size: 1 },
    'all-with-x': { 'x-match': 'all-with-x', 'x-own': 'yes', kind: 'order' },
    'any-with-x': { 'x-match': 'any-with-x', 'x-own': 'yes', kind: 'order' },
    'x is left out': { 'x-match': 'all', 'x-own': 'yes', kind: 'order' },
    nothing: {},
    'a text': { 'x-match': 'all', size: '1' },
  };
  const queues = new Map<string, string>();
  for (const [name, args] of Object.entries(wanted)) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'o.headers', '', args);
    queues.set(name, queue);
  }
  for (const sent of [
    { kind: 'order', size: 1 },
    { kind: 'order' },
    { size: '1' },
    { size: 1.5 },
    { 'x-own': 'yes' },
    { kind: 'order', 'x-own': 'yes', more: true },
    {},
  ]) {
    channel.publish('o.headers', 'ignored', bytes('x'), { headers: sent });
    await channel.waitForConfirms();
    const fits: string[] = [];
    for (const [name, queue] of queues) if ((await channel.purgeQueue(queue)).messageCount > 0) fits.push(name);
    program.note(`${JSON.stringify(sent)} fits:`, fits.join(', '));
  }
  const other = await program.channel();
  const { queue } = await other.assertQueue('', { exclusive: true });
  await program.attempt('a match that is none', () => other.bindQueue(queue, 'o.headers', '', { 'x-match': 'most' }));
  await channel.deleteExchange('o.headers');
};

const chains: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  for (const name of ['o.first', 'o.second']) await channel.assertExchange(name, 'fanout', { durable: false });
  await channel.bindExchange('o.second', 'o.first', '');
  await channel.bindExchange('o.first', 'o.second', '');
  const { queue } = await channel.assertQueue('', { exclusive: true });
  for (const name of ['o.first', 'o.second']) await channel.bindQueue(queue, name, '');
  await channel.bindQueue(queue, 'o.first', 'again');
  channel.publish('o.first', '', bytes('once'));
  await channel.waitForConfirms();
  program.note('one copy, whatever the ways:', await program.drain(channel, queue));
  await channel.unbindExchange('o.second', 'o.first', '');
  await channel.unbindQueue(queue, 'o.first', '');
  await channel.unbindQueue(queue, 'o.first', 'again');
  channel.publish('o.first', '', bytes('nowhere'));
  await channel.waitForConfirms();
  program.note('unbound:', await program.drain(channel, queue));
  for (const name of ['o.first', 'o.second']) await channel.deleteExchange(name);
};

const direct: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  await channel.assertExchange('o.direct', 'direct', { durable: false });
  const queues: string[] = [];
  for (const keys of [['red'], ['red', 'blue'], ['']]) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    for (const key of keys) await channel.bindQueue(queue, 'o.direct', key);
    queues.push(queue);
  }
  for (const key of ['red', 'blue', '', 'green']) channel.publish('o.direct', key, bytes(key || 'empty'));
  await channel.waitForConfirms();
  for (const [index, queue] of queues.entries())
    program.note(`queue ${index + 1}:`, await program.drain(channel, queue));
  await channel.deleteExchange('o.direct');
  program.note('its queues stay:', (await channel.checkQueue(queues[0] ?? '')).messageCount);
};

export const ROUTING: Readonly<Record<string, Scenario>> = {
  'direct-exchange': direct,
  'topic-exchange': topic,
  'headers-exchange': headers,
  'exchange-to-exchange': chains,
};
