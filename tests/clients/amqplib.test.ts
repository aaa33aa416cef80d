/** Stock amqplib against the server on node:net: what a learner's program does, as it does it. */
import { once } from 'node:events';
import { type ChannelModel, connect, type ConsumeMessage } from 'amqplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { eventually } from '../support/eventually.ts';

let broker: ServedBroker;
const bugs: unknown[] = [];
const opened: ChannelModel[] = [];

const open = async (): Promise<ChannelModel> => {
  const connection = await connect({ hostname: '127.0.0.1', port: broker.port('amqp'), heartbeat: 0 });
  connection.on('error', () => {});
  opened.push(connection);
  return connection;
};

beforeAll(async () => {
  broker = await serve({ amqp: 0, bug: (error) => bugs.push(error) });
});

afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close().catch(() => {});
  expect(bugs).toEqual([]);
});

afterAll(() => broker.close());

describe('amqplib', () => {
  it('sends and receives, acks and closes', async () => {
    const channel = await (await open()).createChannel();
    const { queue } = await channel.assertQueue('don_hang', { durable: true });
    channel.sendToQueue(queue, Buffer.from('Đơn hàng #A001: Mua 1 điện thoại'), { persistent: true, messageId: 'm1' });
    const message = await new Promise<ConsumeMessage | null>((resolve) => void channel.consume(queue, resolve));
    expect(message?.content.toString()).toBe('Đơn hàng #A001: Mua 1 điện thoại');
    expect(message?.properties).toMatchObject({ deliveryMode: 2, messageId: 'm1', headers: {} });
    channel.ack(message as ConsumeMessage);
    await channel.close();
    const other = await (await open()).createChannel();
    expect(await other.deleteQueue(queue)).toEqual({ messageCount: 0 });
  });

  it('binds, and gets each message once by every queue that fits', async () => {
    const channel = await (await open()).createChannel();
    await channel.assertExchange('su_kien', 'topic', { durable: false });
    const names = await Promise.all(
      ['don.*', 'don.#', 'kho.*'].map(async (pattern) => {
        const { queue } = await channel.assertQueue('', { exclusive: true });
        await channel.bindQueue(queue, 'su_kien', pattern);
        return queue;
      }),
    );
    for (const key of ['don.moi', 'don.moi.vn', 'kho.het']) channel.publish('su_kien', key, Buffer.from(key));
    await channel.checkExchange('su_kien');
    const counts = await Promise.all(names.map(async (name) => (await channel.checkQueue(name)).messageCount));
    expect(counts).toEqual([1, 2, 1]);
    await channel.deleteExchange('su_kien');
  });

  it('holds no more than its prefetch, and shares with its neighbour', async () => {
    const channel = await (await open()).createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.prefetch(1);
    const got: string[] = [];
    const held: ConsumeMessage[] = [];
    for (const name of ['A', 'B']) {
      await channel.consume(queue, (message) => {
        got.push(`${name}${String(message?.content)}`);
        if (message !== null) held.push(message);
      });
    }
    for (let index = 1; index <= 4; index++) channel.sendToQueue(queue, Buffer.from(String(index)));
    await eventually(() => expect(got).toEqual(['A1', 'B2']));
    channel.ack(held[1] as ConsumeMessage);
    await eventually(() => expect(got).toEqual(['A1', 'B2', 'B3']));
  });

  it('requeues, rejects, and sees what was delivered before', async () => {
    const channel = await (await open()).createChannel();
    await channel.assertQueue('hop_thu_tra', { durable: true });
    const options = { exclusive: true, deadLetterExchange: '', deadLetterRoutingKey: 'hop_thu_tra' };
    const { queue } = await channel.assertQueue('', options);
    channel.sendToQueue(queue, Buffer.from('x'));
    const first = await channel.get(queue);
    if (first === false) throw new Error('nothing there');
    channel.nack(first, false, true);
    const second = await channel.get(queue);
    if (second === false) throw new Error('not requeued');
    expect(second.fields.redelivered).toBe(true);
    channel.nack(second, false, false);
    const dead = await channel.get('hop_thu_tra', { noAck: true });
    if (dead === false) throw new Error('not dead-lettered');
    expect(dead.properties.headers?.['x-death']?.[0]).toMatchObject({ queue, reason: 'rejected', count: 1 });
    await channel.deleteQueue('hop_thu_tra');
  });

  it('waits for nobody: round trips of single messages take no time to speak of', async () => {
    const options = { hostname: '127.0.0.1', port: broker.port('amqp'), heartbeat: 0 };
    const connection = await connect(options, { noDelay: true });
    opened.push(connection);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    let arrived = (): void => {};
    await channel.consume(queue, (message) => {
      channel.ack(message as ConsumeMessage);
      arrived();
    });
    const times: number[] = [];
    for (let index = 0; index < 300; index++) {
      const started = performance.now();
      const arrival = new Promise<void>((resolve) => (arrived = resolve));
      channel.sendToQueue(queue, Buffer.alloc(64));
      await arrival;
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    // a server that lets the kernel wait for more to send takes 40 ms here; this one takes some tens of microseconds
    expect(times[150], 'median in milliseconds').toBeLessThan(10);
  });

  it('is confirmed every message, and hears what went nowhere', async () => {
    const channel = await (await open()).createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const returned = once(channel, 'return');
    for (let index = 0; index < 500; index++) channel.sendToQueue(queue, Buffer.from(String(index)));
    channel.publish('', 'khong_co', Buffer.from('lost'), { mandatory: true });
    await channel.waitForConfirms();
    const [message] = (await returned) as [ConsumeMessage];
    expect(message.fields).toMatchObject({ replyCode: 312, replyText: 'NO_ROUTE', routingKey: 'khong_co' });
    expect((await channel.checkQueue(queue)).messageCount).toBe(500);
  });

  it('loses its channel by a mistake, and not its connection', async () => {
    const connection = await open();
    const channel = await connection.createChannel();
    const error = once(channel, 'error');
    await expect(channel.checkQueue('khong_co')).rejects.toThrow(
      "404 (NOT-FOUND) with message \"NOT_FOUND - no queue 'khong_co' in vhost '/'\"",
    );
    await error;
    const other = await connection.createChannel();
    await other.checkExchange('amq.topic');
  });

  it('is told when its queue is gone', async () => {
    const connection = await open();
    const channel = await connection.createChannel();
    await channel.assertQueue('sap_xoa', { durable: true });
    const told = new Promise<ConsumeMessage | null>((resolve) => void channel.consume('sap_xoa', resolve));
    await channel.checkQueue('sap_xoa');
    await (await connection.createChannel()).deleteQueue('sap_xoa');
    expect(await told).toBeNull();
  });

  it('moves large messages whole, under its own frame size', async () => {
    const connection = await connect({
      hostname: '127.0.0.1',
      port: broker.port('amqp'),
      frameMax: 8192,
      heartbeat: 0,
    });
    opened.push(connection);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const body = Buffer.alloc(3_000_000, 'đ');
    channel.sendToQueue(queue, body);
    const message = await new Promise<ConsumeMessage | null>((resolve) => void channel.consume(queue, resolve));
    expect(message?.content.equals(body)).toBe(true);
  });

  it('comes back after a restart, and finds what is durable', async () => {
    const connection = await open();
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('ben', { durable: true });
    channel.sendToQueue('ben', Buffer.from('giữ'), { persistent: true });
    channel.sendToQueue('ben', Buffer.from('mất'));
    await channel.waitForConfirms();
    const closed = new Promise<Error>((resolve) => connection.once('close', resolve));
    broker.server.control({ type: 'restart' });
    expect((await closed).message).toContain('320 (CONNECTION-FORCED)');
    const again = await (await open()).createChannel();
    const message = await again.get('ben', { noAck: true });
    expect(message === false ? '' : message.content.toString()).toBe('giữ');
    expect(await again.deleteQueue('ben')).toEqual({ messageCount: 0 });
  });

  it('answers a call over the pseudo-queue for replies', async () => {
    const connection = await open();
    const [server, client] = [await connection.createChannel(), await connection.createChannel()];
    const { queue } = await server.assertQueue('', { exclusive: true });
    await server.consume(
      queue,
      (call) => {
        if (call !== null)
          server.sendToQueue(String(call.properties.replyTo), Buffer.from(`re: ${String(call.content)}`));
      },
      { noAck: true },
    );
    const answer = new Promise<string>((resolve) => {
      void client.consume('amq.rabbitmq.reply-to', (reply) => resolve(String(reply?.content)), { noAck: true });
    });
    client.sendToQueue(queue, Buffer.from('ping'), { replyTo: 'amq.rabbitmq.reply-to' });
    expect(await answer).toBe('re: ping');
  });
});
