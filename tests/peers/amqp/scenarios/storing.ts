/** What becomes of messages that wait: too long, too many, refused, more urgent than others, or through a restart. */
import type { ConfirmChannel, GetMessage } from 'amqplib';
import { eventually } from '../../../support/eventually.ts';
import { bytes, type Program, type Scenario, text } from '../program.ts';

/** The death certificate, and what else is told of a message's way. */
const story = (message: GetMessage | false): unknown =>
  message === false
    ? 'nothing'
    : [
        text(message),
        message.fields.routingKey,
        message.properties.headers,
        message.properties.expiration ?? 'no expiration',
      ];

async function graveyard(program: Program): Promise<{ channel: ConfirmChannel; dead: string }> {
  const channel = await program.confirmChannel();
  await channel.assertExchange('s.dead', 'fanout', { durable: false, autoDelete: true });
  const { queue: dead } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(dead, 's.dead', '');
  return { channel, dead };
}

const deadLetters: Scenario = async (program) => {
  const { channel, dead } = await graveyard(program);
  const work = 's.work';
  await channel.assertQueue(work, { durable: true, deadLetterExchange: 's.dead', maxLength: 1 });
  channel.sendToQueue(work, bytes('rejected'), { headers: { own: 1 } });
  await channel.waitForConfirms();
  const got = await channel.get(work);
  if (got !== false) channel.reject(got, false);
  await program.ready(channel, dead, 1);
  program.note('rejected:', story(await channel.get(dead, { noAck: true })));

  channel.sendToQueue(work, bytes('expired'), { expiration: '20' });
  await program.ready(channel, dead, 1);
  program.note('expired:', story(await channel.get(dead, { noAck: true })));

  channel.sendToQueue(work, bytes('pushed out'));
  channel.sendToQueue(work, bytes('pushes'));
  await program.ready(channel, dead, 1);
  program.note('too many:', story(await channel.get(dead, { noAck: true })));
  program.note('left:', await channel.deleteQueue(work));
};

const deadAgain: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  await channel.assertQueue('s.wait', {
    durable: true,
    messageTtl: 20,
    deadLetterExchange: '',
    deadLetterRoutingKey: 's.try',
  });
  await channel.assertQueue('s.try', { durable: true, deadLetterExchange: '', deadLetterRoutingKey: 's.wait' });
  channel.sendToQueue('s.try', bytes('stubborn'), { messageId: 'm-7' });
  for (let round = 1; round <= 3; round++) {
    await program.ready(channel, 's.try', 1);
    const got = await channel.get('s.try');
    program.note(`round ${round}:`, story(got));
    if (got !== false && round < 3) channel.reject(got, false);
  }
  for (const queue of ['s.try', 's.wait']) await channel.deleteQueue(queue);
};

const lifetimes: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true, messageTtl: 60_000 });
  channel.sendToQueue(queue, bytes('long'));
  channel.sendToQueue(queue, bytes('short'), { expiration: '1' });
  channel.sendToQueue(queue, bytes('at once'), { expiration: '0' });
  await channel.waitForConfirms();
  program.note('behind a long-lived head nothing is looked at:', (await channel.checkQueue(queue)).messageCount);
  await channel.get(queue, { noAck: true });
  await program.ready(channel, queue, 0);
  program.note('the head gone, the expired ones too:', await program.drain(channel, queue));
  const inbox = await program.inbox(channel, queue, { noAck: true });
  channel.sendToQueue(queue, bytes('at once, to a consumer'), { expiration: '0' });
  program.note('expiration 0 with a consumer waiting:', (await inbox.holds(1)).map(text));
};

const lengths: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  const { queue: few } = await channel.assertQueue('', { exclusive: true, maxLength: 3 });
  for (let index = 1; index <= 5; index++) channel.sendToQueue(few, bytes(String(index)));
  await channel.waitForConfirms();
  program.note('three at most:', await program.drain(channel, few));
  const { queue: small } = await channel.assertQueue('', { exclusive: true, arguments: { 'x-max-length-bytes': 10 } });
  for (const body of ['aaaa', 'bbbb', 'cccc', 'dd']) channel.sendToQueue(small, bytes(body));
  await channel.waitForConfirms();
  program.note('ten bytes at most:', await program.drain(channel, small));
};

const priorities: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true, maxPriority: 5 });
  for (const priority of [0, 3, undefined, 9, 5, 1, 3])
    channel.sendToQueue(queue, bytes(`p${priority ?? '-'}`), priority === undefined ? {} : { priority });
  await channel.waitForConfirms();
  program.note('five levels:', await program.drain(channel, queue));
};

const queueExpires: Scenario = async (program) => {
  const channel = await program.channel();
  await channel.assertQueue('s.unused', { durable: true, expires: 80 });
  program.note('fresh:', await channel.checkQueue('s.unused'));
  // a look by a declaration would keep it in use; a second connection may bind it until it is gone
  const connection = await program.connection();
  const gone = new Error('still there');
  await eventually(async () => {
    const probe = await program.channel(connection);
    const there = await probe.bindQueue('s.unused', 'amq.fanout', '').then(
      () => true,
      () => false,
    );
    if (there) throw gone;
  });
  await program.attempt('gone', async () => (await program.channel(connection)).checkQueue('s.unused'));
};

const quorum: Scenario = async (program) => {
  const { channel, dead } = await graveyard(program);
  const options = {
    durable: true,
    deadLetterExchange: 's.dead',
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2 },
  };
  await channel.assertQueue('s.quorum', options);
  channel.sendToQueue('s.quorum', bytes('poison'));
  await channel.waitForConfirms();
  const inbox = await program.inbox(channel, 's.quorum');
  for (let round = 1; round <= 3; round++) {
    const message = (await inbox.holds(round))[round - 1];
    if (message === undefined) throw new Error('no message');
    program.note(`delivery ${round}:`, message.fields.redelivered, message.properties.headers);
    channel.nack(message, false, true);
  }
  await program.ready(channel, dead, 1);
  program.note('after that:', story(await channel.get(dead, { noAck: true })));
  const other = await program.channel();
  await program.attempt('not durable', () =>
    other.assertQueue('s.fleeting', { durable: false, arguments: { 'x-queue-type': 'quorum' } }),
  );
  await channel.deleteQueue('s.quorum');
};

const restart: Scenario = async (program) => {
  const fresh = await program.connection();
  const before = await fresh.createConfirmChannel();
  await before.assertExchange('s.keeps', 'direct', { durable: true });
  await before.assertExchange('s.loses', 'direct', { durable: false });
  await before.assertQueue('s.durable', { durable: true });
  await before.assertQueue('s.transient', { durable: false });
  await before.bindQueue('s.durable', 's.keeps', 'k');
  before.publish('s.keeps', 'k', bytes('persistent'), { persistent: true });
  before.publish('s.keeps', 'k', bytes('transient'), { persistent: false });
  await before.waitForConfirms();
  const closed = new Promise<Error>((resolve) => fresh.once('close', resolve));
  await program.restart();
  await closed;
  const connection = await program.connection();
  const after = await program.channel(connection);
  program.note('the durable queue:', await program.drain(after, 's.durable'));
  after.publish('s.keeps', 'k', bytes('by the old binding'));
  await program.ready(after, 's.durable', 1);
  program.note('its binding:', await program.drain(after, 's.durable'));
  for (const [label, work] of [
    ['the transient queue', async () => (await program.channel(connection)).checkQueue('s.transient')],
    ['the transient exchange', async () => (await program.channel(connection)).checkExchange('s.loses')],
  ] as const)
    await program.attempt(label, work);
  await after.deleteQueue('s.durable');
  await after.deleteExchange('s.keeps');
};

export const STORING: Readonly<Record<string, Scenario>> = {
  'dead-letters': deadLetters,
  'dead-letters-in-a-circle': deadAgain,
  'message-lifetimes': lifetimes,
  'length-limits': lengths,
  'priority-queue': priorities,
  'queue-expires': queueExpires,
  'quorum-delivery-limit': quorum,
  restart,
};
