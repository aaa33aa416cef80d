/** The broker's program with MQTT: both listeners, one set of sessions, the trace, the profile. */
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { MqttCodec } from '../../src/protocols/mqtt/index.ts';
import { parseEventLine } from '../../src/trace/json-lines.ts';
import { type BrokerCli, brokerCli, type CliOptions } from '../support/broker-cli.ts';

const running: BrokerCli[] = [];
const clients: MqttClient[] = [];
const start = async (words: readonly string[], options?: CliOptions): Promise<BrokerCli> => {
  const broker = await brokerCli(words, options);
  running.push(broker);
  return broker;
};
const connected = async (url: string, clientId: string, clean = true): Promise<MqttClient> => {
  const client = mqtt.connect(url, { clientId, clean, reconnectPeriod: 0 });
  clients.push(client);
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
};
const address = (line: string): string => line.slice(line.indexOf(': ') + 2);

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  for (const broker of running.splice(0)) {
    broker.process.kill('SIGKILL');
    await broker.exit;
  }
});

describe('the broker as a program, with MQTT', () => {
  it('has one set of sessions over TCP and over WebSocket', async () => {
    const broker = await start(['--amqp', '0', '--mqtt', '0', '--mqtt-ws', '0']);
    const tcp = `mqtt://${address(await broker.line(/^MQTT: /))}`;
    const ws = `ws://${address(await broker.line(/^MQTT over WebSocket: /))}/mqtt`;
    const listener = await connected(ws, 'page', false);
    const heard = new Promise<string>((resolve) =>
      listener.once('message', (topic, payload) => resolve(`${topic} ${payload.toString()}`)),
    );
    await listener.subscribeAsync('a/+', { qos: 1 });
    await (await connected(tcp, 'sensor')).publishAsync('a/b', 'xin chào', { qos: 1 });
    expect(await heard).toBe('a/b xin chào');
    await listener.endAsync();
    const again = mqtt.connect(tcp, { clientId: 'page', clean: false, reconnectPeriod: 0 });
    clients.push(again);
    const present = await new Promise<boolean>((resolve) =>
      again.once('connect', ({ sessionPresent }) => resolve(sessionPresent)),
    );
    expect(present).toBe(true);
    expect(broker.stderr()).toBe('');
  });

  it('traces every packet as it stood on the wire', async () => {
    const broker = await start(['--amqp', '0', '--mqtt', '0', '--trace']);
    const client = await connected(`mqtt://${address(await broker.line(/^MQTT: /))}`, 'traced');
    await client.publishAsync('t', 'x', { qos: 1 });
    await client.endAsync();
    await broker.line(/"type":"connection-closed"/);
    const codec = new MqttCodec();
    const frames = broker
      .stdout()
      .split('\n')
      .map(parseEventLine)
      .filter((event) => event?.type === 'frame')
      .flatMap((event) => [...codec.decode(new Uint8Array(Buffer.from(event.bytes, 'base64')))]);
    expect(frames.map((packet) => codec.describe(packet).title)).toEqual([
      'CONNECT traced, level 4, clean start',
      'CONNACK, no session',
      expect.stringMatching(/^PUBLISH t, QoS 1, id \d+$/),
      expect.stringMatching(/^PUBACK, id \d+$/),
      'DISCONNECT',
    ]);
  });

  it('behaves like RabbitMQ where it is asked to', async () => {
    const broker = await start(['--amqp', '0', '--mqtt', '0', '--mqtt-profile', 'rabbitmq']);
    const client = await connected(`mqtt://${address(await broker.line(/^MQTT: /))}`, 'asked');
    expect(await client.subscribeAsync('t', { qos: 2 })).toMatchObject([{ topic: 't', qos: 1 }]);
  });

  it('refuses a profile that it does not know in one sentence', async () => {
    const broker = await start(['--mqtt-profile', 'emqx'], { fails: true });
    expect(await broker.exit).toMatchObject({ code: 2 });
    expect(broker.stderr().split('\n')[0]).toBe('--mqtt-profile takes mosquitto or rabbitmq, not emqx.');
  });
});
