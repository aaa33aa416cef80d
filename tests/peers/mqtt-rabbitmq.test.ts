/** Our broker beside a real RabbitMQ with its mqtt plugin: what it says to the dialogues, and how MQTT and AMQP meet. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { parseDialogues, play } from '../protocols/mqtt/dialogue.ts';
import { tcpTarget } from '../protocols/mqtt/tcp-target.ts';
import { eventually } from '../support/eventually.ts';
import { skipped } from './missing.ts';
import { noRabbitMq, type RabbitMq, startRabbitMq } from './rabbitmq.ts';

/** RabbitMQ's deliveries come from processes of their own: there is no packet that says that all have come. */
const QUIET_MS = 300;
const MQTT_TESTS = join(import.meta.dirname, '../protocols/mqtt');
const read = (name: string) => parseDialogues(readFileSync(join(MQTT_TESTS, name), 'utf8'));
const alone = skipped(noRabbitMq());

describe.skipIf(alone)('MQTT with RabbitMQ', () => {
  let ours: ServedBroker;
  let theirs: RabbitMq;
  beforeAll(async () => {
    ours = await serve({ amqp: 0, mqtt: 0, profile: '3.10', mqttOptions: { profile: 'rabbitmq' } });
    theirs = await startRabbitMq(['mqtt']);
  });
  afterAll(async () => {
    await ours?.close();
    await theirs?.stop();
  });

  it('is of the version that was recorded', () => expect(theirs.version).toBe('3.10.8'));

  const recorded = new Map(read('recorded/rabbitmq-3.10.8.txt').map(({ name, steps }) => [name, steps]));
  // on a busy machine RabbitMQ may be quiet for longer than that and speak up again
  it.each(read('rabbitmq.dialogues.txt'))('answers as recorded: $name $clauses', { retry: 2 }, async (dialogue) => {
    const said = await play(dialogue, tcpTarget({ port: theirs.ports.mqtt, quietMs: QUIET_MS }));
    expect(said.map((line) => line.trim())).toEqual(recorded.get(dialogue.name));
  });

  it('has AMQP and MQTT meet as ours does', async () => {
    const real = await meeting(theirs.ports.amqp, theirs.ports.mqtt);
    expect(await meeting(ours.port('amqp'), ours.port('mqtt'))).toEqual(real);
    expect(real).toHaveLength(12);
  });
});

/** What each side sees of the other, in an order that does not depend on who is faster. */
async function meeting(amqpPort: number, mqttPort: number): Promise<string[]> {
  const connection = await connect({ hostname: '127.0.0.1', port: amqpPort, heartbeat: 0 });
  const client = mqtt.connect(`mqtt://127.0.0.1:${mqttPort}`, { clientId: 'meeting', reconnectPeriod: 0 });
  const connected = new Promise((resolve) => client.once('connect', resolve));
  try {
    const seen: string[] = [];
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'amq.topic', '#');
    await channel.consume(
      queue,
      (message) => {
        const said = Object.entries(message?.properties ?? {}).filter(([, value]) => value !== undefined);
        seen.push(`amqp ${message?.fields.routingKey} ${String(message?.content)} ${JSON.stringify(said)}`);
      },
      { noAck: true },
    );
    client.on('message', (topic, payload, { qos, retain, dup }) => {
      seen.push(`mqtt ${topic} ${payload.toString()} ${qos} ${retain} ${dup}`);
    });
    await connected;
    await client.subscribeAsync({ 'x/#': { qos: 1 }, 'y/+': { qos: 0 } });
    await client.publishAsync('z/a', 'qos 0');
    await client.publishAsync('z/a.b/c', 'qos 1', { qos: 1 });
    const text = (body: string) => Buffer.from(body);
    channel.publish('amq.topic', 'x.a', text('transient'));
    channel.publish('amq.topic', 'x.b', text('persistent'), { persistent: true, headers: { 'x-mqtt-publish-qos': 1 } });
    channel.publish('amq.topic', 'x.c/d', text('slash'), { contentType: 'text/plain' });
    channel.publish('amq.topic', 'x', text('parent'));
    channel.publish('amq.topic', 'y.1', text('to QoS 0'), { persistent: true });
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(12));
    return seen.sort();
  } finally {
    await client.endAsync(true);
    await connection.close();
  }
}
