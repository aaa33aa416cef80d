/** What a publisher is told, and where its messages go. */
import { once } from 'node:events';
import type { Channel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import { bytes, type Program, type Scenario, text } from '../program.ts';

const confirmed = (channel: ConfirmChannel, queue: string, body: string): Promise<string> =>
  new Promise((resolve) => {
    channel.sendToQueue(queue, bytes(body), {}, (error: unknown) => resolve(error === null ? 'acked' : 'nacked'));
  });

const mandatory: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const order: string[] = [];
  const returned = once(channel, 'return');
  channel.once('return', () => order.push('returned'));
  await new Promise<void>((resolve) => {
    const options = { mandatory: true, messageId: 'm-1', headers: { tries: 2 } };
    channel.publish('amq.topic', 'nobody.listens', bytes('lost'), options, () => {
      order.push('confirmed');
      resolve();
    });
  });
  const [message] = (await returned) as [ConsumeMessage];
  program.note('order:', order.join(', '));
  program.note('returned:', { ...message.fields }, text(message), message.properties.messageId);
  program.note('its headers:', message.properties.headers);
  program.note('routable:', await confirmed(channel, queue, 'kept'), await channel.checkQueue(queue).then(count));
  program.note('unroutable, not mandatory:', await confirmed(channel, 'p.none', 'gone'));
};

const count = ({ messageCount }: { readonly messageCount: number }): number => messageCount;

const rejectPublish: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  const options = { exclusive: true, maxLength: 2, arguments: { 'x-overflow': 'reject-publish' } };
  const { queue } = await channel.assertQueue('', options);
  for (const body of ['1', '2', '3', '4']) program.note(`message ${body}:`, await confirmed(channel, queue, body));
  program.note('kept:', await program.drain(channel, queue));
  program.note('room again:', await confirmed(channel, queue, '5'));
};

const alternate: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  await channel.assertExchange('p.alternate', 'fanout', { durable: false });
  await channel.assertExchange('p.main', 'direct', { durable: false, alternateExchange: 'p.alternate' });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'p.alternate', '');
  let returns = 0;
  channel.on('return', () => returns++);
  channel.publish('p.main', 'unknown', bytes('x'), { mandatory: true });
  await channel.waitForConfirms();
  const got = await channel.get(queue, { noAck: true });
  if (got !== false) program.note('in the alternate:', { ...got.fields, deliveryTag: 0 }, text(got));
  program.note('returned:', returns);
  await channel.unbindQueue(queue, 'p.alternate', '');
  const back = once(channel, 'return');
  channel.publish('p.main', 'unknown', bytes('y'), { mandatory: true });
  const [message] = (await back) as [ConsumeMessage];
  program.note('the alternate has no queue either:', { ...message.fields });
  for (const exchange of ['p.main', 'p.alternate']) await channel.deleteExchange(exchange);
};

const copies: Scenario = async (program) => {
  const channel = await program.confirmChannel();
  for (const name of ['to', 'cc', 'bcc']) await channel.assertQueue(`p.${name}`, { durable: true, autoDelete: false });
  channel.publish('', 'p.to', bytes('copied'), { headers: { CC: ['p.cc', 'p.none'], BCC: ['p.bcc'], own: true } });
  await channel.waitForConfirms();
  for (const name of ['to', 'cc', 'bcc']) {
    const got = await channel.get(`p.${name}`, { noAck: true });
    program.note(`${name}:`, got === false ? 'nothing' : [got.fields.routingKey, got.properties.headers]);
    await channel.deleteQueue(`p.${name}`);
  }
};

/** What comes out of a property bag that went in. */
const properties: Scenario = async (program) => {
  const channel: Channel = await program.channel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const inbox = await program.inbox(channel, queue, { noAck: true });
  channel.sendToQueue(queue, bytes('Đơn hàng'), {
    contentType: 'text/plain',
    contentEncoding: 'utf-8',
    headers: { whole: 42, half: 0.5, yes: true, nothing: null, words: ['một', 'hai'], inner: { deep: -1 } },
    persistent: true,
    priority: 3,
    correlationId: 'c-1',
    replyTo: 'somewhere',
    expiration: '60000',
    messageId: 'm-1',
    timestamp: 1_700_000_000,
    type: 'order',
    userId: 'guest',
    appId: 'shop',
  });
  channel.sendToQueue(queue, bytes(''));
  const [full, bare] = await inbox.holds(2);
  program.note('full:', full?.properties, full === undefined ? '' : text(full));
  program.note('bare:', bare?.properties, bare?.content.length);
};

const replies: Scenario = async (program: Program) => {
  const connection = await program.connection();
  const [server, client] = [await program.channel(connection), await program.channel(connection)];
  const { queue } = await server.assertQueue('', { exclusive: true });
  await server.consume(
    queue,
    (call) => {
      if (call === null) return;
      program.note('the server is told to reply to:', call.properties.replyTo);
      const { replyTo, correlationId } = call.properties as { replyTo: string; correlationId: string };
      server.sendToQueue(replyTo, bytes(`${text(call)} twice`), { correlationId });
    },
    { noAck: true },
  );
  const inbox = await program.inbox(client, 'amq.rabbitmq.reply-to', { noAck: true });
  client.sendToQueue(queue, bytes('once'), { replyTo: 'amq.rabbitmq.reply-to', correlationId: 'c-9' });
  const [reply] = await inbox.holds(1);
  program.note(
    'reply:',
    reply === undefined ? '' : text(reply),
    reply?.properties.correlationId,
    reply?.fields.exchange,
  );
  const late = await program.channel(connection);
  await program.attempt('with acks', () => late.consume('amq.rabbitmq.reply-to', () => {}));
  const none = await program.channel(connection);
  await program.refusal('a call before consuming', none, () =>
    none.sendToQueue(queue, bytes('x'), { replyTo: 'amq.rabbitmq.reply-to' }),
  );
};

export const PUBLISHING: Readonly<Record<string, Scenario>> = {
  'confirms-and-mandatory': mandatory,
  'reject-publish': rejectPublish,
  'alternate-exchange': alternate,
  'copies-by-header': copies,
  'message-properties': properties,
  'direct-reply-to': replies,
};
