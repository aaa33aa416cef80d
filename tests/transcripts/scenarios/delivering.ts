/** Who gets which message, how many at a time, and what happens to those that come back. */
import type { Channel, ConsumeMessage, GetMessage } from 'amqplib';
import { definitions } from '../lines.ts';
import { bytes, content, type Scenario } from '../stage.ts';
import { call } from './publishing.ts';

const own = async (channel: Channel, options: object = {}): Promise<string> =>
  (await channel.assertQueue('', { exclusive: true, ...options })).queue;

function sendNumbers(channel: Channel, queue: string, count: number): void {
  for (let index = 1; index <= count; index++) channel.sendToQueue(queue, bytes(String(index)));
}

/** Consumes under `tag`, and adds the tag and the message to `got`. */
function listen(channel: Channel, queue: string, tag: string, got: string[], options: object = {}): Promise<unknown> {
  return channel.consume(queue, (message) => got.push(tag + String(message?.content)), {
    consumerTag: tag,
    ...options,
  });
}

const marked = (message: GetMessage | ConsumeMessage): string =>
  message.content.toString() + (message.fields.redelivered ? 'R' : '');

async function fetched(channel: Channel, queue: string): Promise<GetMessage> {
  const message = await channel.get(queue);
  if (message === false) throw new Error('nothing there');
  return message;
}

export const DELIVERING: Readonly<Record<string, Scenario>> = {
  '22-requeue-redelivered-order': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    sendNumbers(channel, queue, 3);
    await stage.pause(30);
    const first = await fetched(channel, queue);
    const second = await fetched(channel, queue);
    channel.nack(first, false, true);
    await stage.pause(30);
    const again = await fetched(channel, queue);
    const { redelivered, messageCount } = again.fields;
    stage.note(`after requeue 1: get -> ${content(again)} redelivered=${redelivered} messageCount=${messageCount}`);
    channel.reject(second, true);
    channel.reject(again, true);
    await stage.pause(30);
    const order: string[] = [];
    for (let index = 0; index < 3; index++) order.push(marked(await fetched(channel, queue)));
    const rest = await channel.get(queue);
    stage.note(`order ${String(order)} then ${content(rest)}`);
  },

  '23-nack-multiple': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    sendNumbers(channel, queue, 4);
    const got: ConsumeMessage[] = [];
    await channel.consume(queue, (message) => void (message && got.push(message)));
    await stage.pause(50);
    stage.note('nack multiple up to 3');
    channel.nack(got[2] as ConsumeMessage, true, true);
    await stage.pause(80);
    stage.note(`got ${String(got.map((message) => `${marked(message)}#${message.fields.deliveryTag}`))}`);
    channel.ackAll();
    await stage.pause(30);
  },

  '24-prefetch-per-consumer': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    const got: string[] = [];
    await channel.prefetch(1);
    await listen(channel, queue, 'A', got);
    await channel.prefetch(2);
    await listen(channel, queue, 'B', got);
    sendNumbers(channel, queue, 6);
    await stage.pause(80);
    stage.note(`unacked deliveries: ${String(got)}`);
  },

  '25-prefetch-global': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    const got: string[] = [];
    await channel.prefetch(3, true);
    await listen(channel, queue, 'A', got);
    await listen(channel, queue, 'B', got);
    sendNumbers(channel, queue, 6);
    await stage.pause(80);
    stage.note(`unacked deliveries: ${String(got)}`);
  },

  '26-round-robin': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    const got: string[] = [];
    for (const tag of ['A', 'B', 'C']) await listen(channel, queue, tag, got, { noAck: true });
    sendNumbers(channel, queue, 7);
    await stage.pause(80);
    stage.note(String(got));
    await channel.cancel('B');
    got.length = 0;
    sendNumbers(channel, queue, 4);
    await stage.pause(80);
    stage.note(`after cancel B: ${String(got)}`);
  },

  '27-channel-close-requeues': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const other = await stage.channel(connection);
    const queue = await own(channel);
    sendNumbers(channel, queue, 2);
    await other.consume(queue, () => {});
    await stage.pause(50);
    await other.close();
    for (let index = 0; index < 2; index++) {
      const message = await fetched(channel, queue);
      stage.note(`${content(message)} redelivered=${message.fields.redelivered}`);
    }
  },

  '28-consumer-cancel-notify': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const other = await stage.channel(connection);
    await channel.assertQueue('t.ccn', { durable: false });
    const told = (message: ConsumeMessage | null): void => stage.note(`client: consumer callback ${String(message)}`);
    await channel.consume('t.ccn', told, { consumerTag: 'ccn' });
    await other.deleteQueue('t.ccn');
    await stage.pause(60);
  },

  '40-consumer-priority': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    const got: string[] = [];
    await channel.prefetch(2);
    await listen(channel, queue, 'lo', got);
    await listen(channel, queue, 'hi', got, { priority: 10 });
    sendNumbers(channel, queue, 4);
    await stage.pause(80);
    stage.note(String(got));
  },

  '41-direct-reply-to': async (stage) => {
    const replyTo = 'amq.rabbitmq.reply-to';
    const tokenless = (name: unknown): string => String(name).replace(/\.[\w+/=-]{10,}.*/, '.<token>');
    const connection = await stage.connection();
    const client = await stage.channel(connection);
    const server = await stage.channel(connection);
    const queue = await own(server);
    const acking = await stage.channel(connection);
    await stage.attempt('ack mode on reply-to', () => acking.consume(replyTo, () => {}));
    const unheard = await stage.channel(connection);
    unheard.sendToQueue(queue, bytes('no consumer'), { replyTo });
    await stage.pause(50);
    const answered = (message: ConsumeMessage | null): void =>
      stage.note(`client: reply ${String(message?.content)} rk=${tokenless(message?.fields.routingKey)}`);
    await client.consume(replyTo, answered, { noAck: true });
    client.sendToQueue(queue, bytes('req'), { replyTo });
    await stage.pause(50);
    for (;;) {
      const message = await server.get(queue, { noAck: true });
      if (message === false) break;
      const to = message.properties.replyTo as string | undefined;
      stage.note(`server sees reply_to=${tokenless(to)}`);
      if (to !== undefined) server.sendToQueue(to, bytes('resp'));
    }
    await stage.pause(60);
    const check = await stage.attempt('check', () => server.checkQueue(replyTo));
    stage.note(`declare reply queue name passively: ${JSON.stringify(check)}`);
  },

  '47-single-active-consumer': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel, { arguments: { 'x-single-active-consumer': true } });
    const got: string[] = [];
    await listen(channel, queue, 'A', got, { noAck: true });
    await listen(channel, queue, 'B', got, { noAck: true });
    sendNumbers(channel, queue, 3);
    await stage.pause(50);
    await channel.cancel('A');
    channel.sendToQueue(queue, bytes('4'));
    await stage.pause(50);
    stage.note(String(got));
  },

  '49-server-cancel-then-basic-recover': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    const got: string[] = [];
    await channel.consume(queue, (message) => void (message && got.push(marked(message))));
    channel.sendToQueue(queue, bytes('1'));
    await stage.pause(30);
    await channel.recover();
    await stage.pause(50);
    stage.note(String(got));
    const { BasicRecover, BasicRecoverOk } = definitions;
    await stage.attempt('recover requeue=false', () => call(channel, BasicRecover, BasicRecoverOk, { requeue: false }));
    await stage.pause(50);
  },

  '50-purge-and-counts': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel);
    for (let index = 0; index < 5; index++) channel.sendToQueue(queue, bytes('m'));
    await stage.pause(30);
    await channel.get(queue);
    stage.note(`${JSON.stringify(await channel.checkQueue(queue))} (1 unacked not counted)`);
    stage.note(JSON.stringify(await channel.purgeQueue(queue)));
    stage.note(`delete -> ${JSON.stringify(await channel.deleteQueue(queue))}`);
  },
};
