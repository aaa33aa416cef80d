/** Messages that die, queues that are full, and the order among those that stay. */
import type { Channel, Options } from 'amqplib';
import { bytes, content, type Scenario, type Stage } from '../stage.ts';

const own = async (channel: Channel, options: Options.AssertQueue = {}): Promise<string> =>
  (await channel.assertQueue('', { exclusive: true, ...options })).queue;

/** What came to the dead-letter queue by now, or that nothing did. */
async function showDead(stage: Stage, channel: Channel, queue: string, label: string): Promise<void> {
  const message = await channel.get(queue);
  if (message === false) return stage.note(`${label}: nothing`);
  const { headers, expiration } = message.properties as { headers: unknown; expiration: unknown };
  stage.note(`${label}: ${JSON.stringify({ f: message.fields, headers, expiration })}`);
  channel.ack(message);
}

export const LIFETIMES: Readonly<Record<string, Scenario>> = {
  '34-dlx-rejected-expired-maxlen': async (stage) => {
    const channel = await stage.channel();
    const { queue: dead } = await channel.assertQueue('t.dlq', { durable: false });
    await channel.purgeQueue(dead);
    await channel.assertExchange('t.dlx', 'fanout', { durable: false });
    await channel.bindQueue(dead, 't.dlx', '');
    const { queue } = await channel.assertQueue('t.dlsrc', {
      durable: false,
      deadLetterExchange: 't.dlx',
      deadLetterRoutingKey: 'dead',
      messageTtl: 80,
      maxLength: 1,
    });
    channel.sendToQueue(queue, bytes('rej'), { headers: { mine: 1 } });
    await stage.pause(20);
    const message = await channel.get(queue);
    if (message === false) throw new Error('nothing there');
    channel.nack(message, false, false);
    await stage.pause(40);
    await showDead(stage, channel, dead, 'rejected');
    channel.sendToQueue(queue, bytes('ttl'), { expiration: '50' });
    await stage.pause(200);
    await showDead(stage, channel, dead, 'expired');
    channel.sendToQueue(queue, bytes('first'));
    channel.sendToQueue(queue, bytes('second'));
    await stage.pause(30);
    await showDead(stage, channel, dead, 'maxlen');
    await stage.pause(150);
    await showDead(stage, channel, dead, 'expired-by-queue-ttl');
    await channel.deleteQueue(queue);
    await channel.deleteQueue(dead);
    await channel.deleteExchange('t.dlx');
  },

  '35-dlx-cycle-count': async (stage) => {
    const channel = await stage.channel();
    const dead = (key: string): Options.AssertQueue => ({
      durable: false,
      deadLetterExchange: '',
      deadLetterRoutingKey: key,
    });
    await channel.assertQueue('t.c1', dead('t.c2'));
    await channel.assertQueue('t.c2', { ...dead('t.c1'), messageTtl: 30 });
    channel.sendToQueue('t.c1', bytes('loop'));
    for (let round = 0; round < 3; round++) {
      await stage.pause(90);
      const message = await channel.get('t.c1');
      if (message === false) break;
      stage.note(`round ${round} ${JSON.stringify(message.properties.headers)}`);
      channel.reject(message, false);
    }
    await stage.pause(90);
    await channel.deleteQueue('t.c1');
    await channel.deleteQueue('t.c2');
  },

  '36-ttl-head-of-queue': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    const queue = await own(channel);
    channel.sendToQueue(queue, bytes('long'), { expiration: '5000' });
    channel.sendToQueue(queue, bytes('short'), { expiration: '30' });
    channel.sendToQueue(queue, bytes('zero'), { expiration: '0' });
    await stage.pause(120);
    const { messageCount } = await channel.checkQueue(queue);
    stage.note(`messageCount (expired ones behind the head stay counted): ${messageCount}`);
    stage.note(`get ${content(await channel.get(queue))}, ${content(await channel.get(queue))}`);
    const other = await stage.channel(connection);
    other.sendToQueue(queue, bytes('m'), { expiration: 'abc' });
    await stage.pause(60);
  },

  '38-maxlen-drop-head': async (stage) => {
    const channel = await stage.channel();
    const counted = await own(channel, { maxLength: 2 });
    for (let index = 1; index <= 4; index++) channel.sendToQueue(counted, bytes(String(index)));
    await stage.pause(50);
    stage.note(`drop-head keeps ${content(await channel.get(counted))},${content(await channel.get(counted))}`);
    const weighed = await own(channel, { arguments: { 'x-max-length-bytes': 10 } });
    for (let index = 1; index <= 4; index++) channel.sendToQueue(weighed, bytes(`1234${index}`));
    await stage.pause(50);
    stage.note(`bytes keeps ${(await channel.checkQueue(weighed)).messageCount}`);
  },

  '39-priority': async (stage) => {
    const channel = await stage.channel();
    const queue = await own(channel, { maxPriority: 5 });
    channel.sendToQueue(queue, bytes('none'));
    for (const priority of [1, 5, 9, 0, 3]) channel.sendToQueue(queue, bytes(`p${priority}`), { priority });
    await stage.pause(50);
    const order: string[] = [];
    for (;;) {
      const message = await channel.get(queue, { noAck: true });
      if (message === false) break;
      order.push(content(message));
    }
    stage.note(`order ${String(order)}`);
  },

  '42-frame-splitting': async (stage) => {
    const channel = await stage.channel(await stage.connection({ frameMax: 4096 }));
    const queue = await own(channel);
    channel.sendToQueue(queue, Buffer.alloc(10_000, 'a'));
    channel.sendToQueue(queue, bytes(''));
    await stage.pause(50);
    for (let index = 0; index < 2; index++) {
      const message = await channel.get(queue);
      stage.note(`body ${message === false ? 'missing' : message.content.length}`);
    }
  },

  '44-quorum-delivery-limit': async (stage) => {
    const channel = await stage.channel();
    await channel.deleteQueue('t.qq');
    await channel.assertQueue('t.qq.dead', { durable: false });
    await channel.assertQueue('t.qq', {
      durable: true,
      deadLetterExchange: '',
      deadLetterRoutingKey: 't.qq.dead',
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 2 },
    });
    channel.sendToQueue('t.qq', bytes('poison'));
    let deliveries = 0;
    await channel.consume('t.qq', (message) => {
      if (message === null) return;
      const { redelivered } = message.fields;
      const headers = JSON.stringify(message.properties.headers);
      stage.note(`delivery ${++deliveries} redelivered=${redelivered} headers=${headers}`);
      channel.nack(message, false, true);
    });
    await stage.pause(700);
    const dead = await channel.get('t.qq.dead', { noAck: true });
    stage.note(`dead: ${dead === false ? 'false' : JSON.stringify(dead.properties.headers)}`);
    await channel.deleteQueue('t.qq');
    await channel.deleteQueue('t.qq.dead');
  },

  '45-quorum-nowait-global-prefetch': async (stage) => {
    const connection = await stage.connection();
    const channel = await stage.channel(connection);
    await channel.assertQueue('t.qq2', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.prefetch(5, true);
    await stage.attempt('consume quorum with global qos', () => channel.consume('t.qq2', () => {}));
    // the connection is gone: what follows fails, and the recording says how
    await (await stage.channel(connection)).deleteQueue('t.qq2');
  },
};
