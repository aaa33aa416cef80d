/** One message through two protocols: unmodified `mqtt` and `amqplib` on the same broker, as RabbitMQ has them meet. */
import { type ChannelModel, connect, type ConsumeMessage } from 'amqplib';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { type ServedBroker, serve, type ServeOptions } from '../../src/server/node.ts';
import { eventually } from '../support/eventually.ts';

let broker: ServedBroker | undefined;
const clients: MqttClient[] = [];
const connections: ChannelModel[] = [];
const bugs: unknown[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  for (const connection of connections.splice(0)) await connection.close().catch(() => {});
  await broker?.close();
  expect(bugs).toEqual([]);
});

async function stage(options: Partial<ServeOptions> = {}, protocolVersion: 4 | 5 = 5) {
  broker = await serve({ amqp: 0, mqtt: 0, bug: (error) => bugs.push(error), ...options });
  const connection = await connect({ hostname: '127.0.0.1', port: broker.port('amqp'), heartbeat: 0 });
  connections.push(connection);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const fromMqtt: ConsumeMessage[] = [];
  await channel.consume(queue, (message) => void (message && fromMqtt.push(message)), { noAck: true });
  const url = `mqtt://127.0.0.1:${broker.port('mqtt')}`;
  const client = mqtt.connect(url, { protocolVersion, clientId: 'sensor', reconnectPeriod: 0, clean: true });
  clients.push(client);
  const fromAmqp: { topic: string; text: string; packet: IPublishPacket }[] = [];
  client.on('message', (topic, payload, packet) => fromAmqp.push({ topic, text: payload.toString(), packet }));
  await new Promise((resolve) => client.once('connect', resolve));
  const bind = (pattern: string) => channel.bindQueue(queue, 'amq.topic', pattern);
  return { channel, client, fromMqtt, fromAmqp, bind };
}

describe('MQTT to AMQP', () => {
  it('is a message on amq.topic: levels are words, QoS is the delivery mode, properties are properties and headers', async () => {
    const { client, fromMqtt, bind } = await stage();
    await bind('home.*.temperature');
    await client.publishAsync('home/kitchen/temperature', '21', { qos: 0 });
    await client.publishAsync('home/kitchen/temperature', '22', {
      qos: 2,
      properties: {
        contentType: 'text/plain',
        correlationData: Buffer.from('c-1'),
        responseTopic: 'answers/1',
        messageExpiryInterval: 60,
        userProperties: { unit: '°C' },
      },
    });
    await client.publishAsync('home/kitchen/humidity', '50', { qos: 1 });
    await eventually(() => expect(fromMqtt).toHaveLength(2));
    const [first, second] = fromMqtt.map(({ fields, properties, content }) => ({
      key: fields.routingKey,
      exchange: fields.exchange,
      text: content.toString(),
      properties: Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)),
    }));
    expect(first).toEqual({
      key: 'home.kitchen.temperature',
      exchange: 'amq.topic',
      text: '21',
      properties: { deliveryMode: 1 },
    });
    expect(second?.properties).toEqual({
      contentType: 'text/plain',
      correlationId: 'c-1',
      deliveryMode: 2,
      expiration: '60000',
      headers: { unit: '°C', 'x-reply-to-topic': 'answers.1' },
    });
  });

  it('tells the QoS in a header as RabbitMQ 3.10 does', async () => {
    const { client, fromMqtt, bind } = await stage({ profile: '3.10', mqttOptions: { profile: 'rabbitmq' } }, 4);
    await bind('#');
    await client.publishAsync('z/a', 'zero');
    await client.publishAsync('z/a.b/c', 'one', { qos: 1, retain: true });
    await eventually(() => expect(fromMqtt).toHaveLength(2));
    expect(
      fromMqtt.map(({ fields, properties }) => [fields.routingKey, properties.deliveryMode, properties.headers]),
    ).toEqual([
      ['z.a', 1, { 'x-mqtt-publish-qos': 0, 'x-mqtt-dup': false }],
      ['z.a.b.c', 2, { 'x-mqtt-publish-qos': 1, 'x-mqtt-dup': false }],
    ]);
  });
});

describe('AMQP to MQTT', () => {
  it('is a PUBLISH: words are levels, persistent is QoS 1, properties and headers are properties', async () => {
    const { channel, client, fromAmqp } = await stage();
    await client.subscribeAsync('x/#', { qos: 2 });
    channel.publish('amq.topic', 'x.a', Buffer.from('transient'));
    channel.publish('amq.topic', 'x.b', Buffer.from('persistent'), {
      persistent: true,
      contentType: 'text/plain',
      correlationId: 'c',
      expiration: '90000',
      headers: { trace: 'abc', count: 3, deep: { no: 1 }, 'x-reply-to-topic': 'answers.2' },
    });
    channel.publish('amq.topic', 'x', Buffer.from('parent'));
    channel.publish('amq.topic', 'x.#', Buffer.from('no topic'));
    await eventually(() => expect(fromAmqp).toHaveLength(3));
    expect(fromAmqp.map(({ topic, text, packet }) => [topic, text, packet.qos, packet.retain])).toEqual([
      ['x/a', 'transient', 0, false],
      ['x/b', 'persistent', 1, false],
      ['x', 'parent', 0, false],
    ]);
    expect(fromAmqp[1]?.packet.properties).toEqual({
      contentType: 'text/plain',
      correlationData: Buffer.from('c'),
      responseTopic: 'answers/2',
      messageExpiryInterval: 90,
      userProperties: Object.assign(Object.create(null), { trace: 'abc', count: '3' }),
    });
  });

  it('has the QoS of the subscription as with RabbitMQ 3.10, unless a header tells', async () => {
    const { channel, client, fromAmqp } = await stage({ profile: '3.10', mqttOptions: { profile: 'rabbitmq' } }, 4);
    await client.subscribeAsync({ 'x/#': { qos: 1 }, 'y/+': { qos: 0 } });
    channel.publish('amq.topic', 'x.a', Buffer.from('transient'));
    channel.publish('amq.topic', 'x.h', Buffer.from('told'), { headers: { 'x-mqtt-publish-qos': 0 } });
    channel.publish('amq.topic', 'x.c/d', Buffer.from('slash'));
    channel.publish('amq.topic', 'y.1', Buffer.from('persistent'), { persistent: true });
    await eventually(() => expect(fromAmqp).toHaveLength(4));
    expect(fromAmqp.map(({ topic, packet }) => [topic, packet.qos])).toEqual([
      ['x/a', 1],
      ['x/h', 0],
      ['x/c/d', 1],
      ['y/1', 0],
    ]);
  });
});

describe('the queue of a session', () => {
  it('stands among the others; whoever deletes it ends the session, and its client is told', async () => {
    const { channel, client } = await stage();
    await client.endAsync();
    const kept = mqtt.connect(`mqtt://127.0.0.1:${broker?.port('mqtt')}`, {
      protocolVersion: 5,
      clientId: 'kept',
      reconnectPeriod: 0,
      properties: { sessionExpiryInterval: 60 },
    });
    clients.push(kept);
    await new Promise((resolve) => kept.once('connect', resolve));
    await kept.subscribeAsync('a/b', { qos: 1 });
    expect(await channel.checkQueue('mqtt-subscription-kept')).toMatchObject({ consumerCount: 1, messageCount: 0 });
    const told = new Promise<number | undefined>((resolve) =>
      kept.once('disconnect', (packet) => resolve(packet.reasonCode)),
    );
    await channel.deleteQueue('mqtt-subscription-kept');
    expect(await told).toBe(0x98);
  });
});
