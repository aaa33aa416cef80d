/** One message, three protocols: each stock client publishes, and all three receive, as RabbitMQ translates. */
import { connect as connectAmqp, type Channel } from 'amqplib';
import { connectAsync, type MqttClient } from 'mqtt';
import stompit, { type Client } from 'stompit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { eventually } from '../support/eventually.ts';

const KEY = 'nha.bep.nhiet_do';
const TOPIC = 'nha/bep/nhiet_do';
const DESTINATION = `/topic/${KEY}`;

let broker: ServedBroker;
const bugs: unknown[] = [];
beforeAll(async () => {
  broker = await serve({ amqp: 0, mqtt: 0, stomp: 0, bug: (error) => bugs.push(error) });
});
afterAll(async () => {
  await broker.close();
  expect(bugs).toEqual([]);
});

async function amqp(): Promise<Channel> {
  const connection = await connectAmqp({ hostname: '127.0.0.1', port: broker.port('amqp'), heartbeat: 0 });
  onTestFinished(() => connection.close());
  return connection.createChannel();
}

async function mqtt(): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port('mqtt')}`);
  onTestFinished(() => client.endAsync());
  return client;
}

function stomp(): Promise<Client> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: broker.port('stomp'), connectHeaders: { host: '/' } };
    stompit.connect(options, (error, client) => {
      if (error) return reject(error);
      onTestFinished(() => new Promise<void>((done) => client.disconnect(() => done())));
      resolve(client);
    });
  });
}

/** Everybody listens; what each one hears goes into `heard` as `protocol: body`. */
async function listeners(heard: string[]): Promise<void> {
  const channel = await amqp();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'amq.topic', 'nha.*.nhiet_do');
  await channel.consume(queue, (message) => heard.push(`amqp: ${message?.content.toString()}`), { noAck: true });

  const subscriber = await mqtt();
  subscriber.on('message', (topic, body) => heard.push(`mqtt: ${body.toString()} on ${topic}`));
  await subscriber.subscribeAsync('nha/+/nhiet_do');

  const client = await stomp();
  client.subscribe({ destination: '/topic/nha.#' }, (error, message) => {
    if (error) return;
    message.readString('utf-8', (_, body) => heard.push(`stomp: ${body}`));
  });
  // a receipt comes after everything before it has been acted upon
  await new Promise<void>((resolve) => {
    client.send({ destination: '/topic/khac', receipt: '1' }, { onReceipt: () => resolve() }).end('');
  });
}

const PUBLISHERS: Readonly<Record<string, (body: string) => Promise<void>>> = {
  amqp: async (body) => {
    (await amqp()).publish('amq.topic', KEY, Buffer.from(body));
  },
  mqtt: async (body) => {
    await (await mqtt()).publishAsync(TOPIC, body, { qos: 1 });
  },
  stomp: async (body) => {
    (await stomp()).send({ destination: DESTINATION }).end(body);
  },
};

describe('a message published with', () => {
  it.each(Object.keys(PUBLISHERS))('%s reaches AMQP, MQTT and STOMP', async (protocol) => {
    const heard: string[] = [];
    await listeners(heard);
    await PUBLISHERS[protocol]?.('28 độ');
    await eventually(() =>
      expect(heard.toSorted()).toEqual(['amqp: 28 độ', `mqtt: 28 độ on ${TOPIC}`, 'stomp: 28 độ']),
    );
  });
});
