/**
 * The Python programs that the course grew from, as today's libraries and today's knowledge have them, against our
 * broker and, where they are installed, the real ones: the same words from all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerCli } from '../support/broker-cli.ts';
import { noPython, skipped } from './missing.ts';
import { noMosquitto, startMosquitto } from './mosquitto.ts';
import { python } from './python-program.ts';
import { noRabbitMq, startRabbitMq } from './rabbitmq.ts';

interface Brokers {
  readonly ports: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** As a learner starts it: the profile that is the default. */
async function ours(): Promise<Brokers> {
  const broker = await brokerCli(['--amqp', '0', '--mqtt', '0', '--stomp', '0', '--resp', '0']);
  const portOf = async (title: string): Promise<number> =>
    Number((await broker.line(new RegExp(`^${title}: `))).split(':').pop());
  const ports = {
    amqp: await portOf('AMQP 0-9-1'),
    mqtt: await portOf('MQTT'),
    stomp: await portOf('STOMP'),
    resp: await portOf('RESP'),
  };
  const stop = async (): Promise<void> => {
    broker.process.kill('SIGTERM');
    await once(broker.process, 'exit');
  };
  return { ports, stop };
}

async function rabbitMq(): Promise<Brokers> {
  const { ports, stop } = await startRabbitMq(['mqtt', 'stomp']);
  return { ports, stop };
}

async function mosquitto(): Promise<Brokers> {
  const { port, stop } = await startMosquitto();
  return { ports: { mqtt: port }, stop };
}

const REDIS = '/usr/bin/redis-server';
const noRedis = existsSync(REDIS)
  ? undefined
  : `Redis is not installed here (no ${REDIS}; Debian's package redis-server has it)`;

async function redis(): Promise<Brokers> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const words = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const server = spawn(REDIS, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    createInterface(server.stdout).on('line', (line) => void (line.includes('Ready to accept') && resolve()));
    server.once('error', reject).once('exit', (code) => reject(new Error(`Redis ended with ${code} while starting`)));
  });
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  };
  return { ports: { resp: port }, stop };
}

const noPika = skipped(noPython('pika', 'python3-pika'));
const noPaho = skipped(noPython('paho.mqtt', 'python3-paho-mqtt'));
const noStompPy = skipped(noPython('stomp', 'python3-stomp'));
const noRedisPy = skipped(noPython('redis', 'python3-redis'));

const PEERS = [
  { name: 'our broker', start: ours, speaks: ['amqp', 'mqtt', 'stomp', 'resp'], missing: undefined },
  { name: 'RabbitMQ', start: rabbitMq, speaks: ['amqp', 'mqtt', 'stomp'], missing: noRabbitMq() },
  { name: 'Mosquitto', start: mosquitto, speaks: ['mqtt'], missing: noMosquitto() },
  { name: 'Redis', start: redis, speaks: ['resp'], missing: noRedis },
] as const;

describe.each(PEERS.map((peer) => ({ ...peer, absent: skipped(peer.missing) })))('$name', (peer) => {
  const speaks = (protocol: string): boolean => (peer.speaks as readonly string[]).includes(protocol);
  let brokers: Brokers | undefined;
  beforeAll(async () => {
    if (!peer.absent) brokers = await peer.start();
  });
  afterAll(() => brokers?.stop());
  const run = (file: string, protocol: string) => python(`seeds/${file}.py`, [brokers?.ports[protocol] ?? 0]);

  if (speaks('amqp'))
    describe.skipIf(peer.absent || noPika)('AMQP with pika', () => {
      it('keeps an order for a consumer who comes later, and hands the next one straight on', async () => {
        const sent = 'Đã gửi: Đơn hàng #A001: Mua 1 điện thoại';
        expect(await run('order_producer', 'amqp').lines()).toEqual([sent]);
        const consumer = run('order_consumer', 'amqp');
        await consumer.line(/^Đã xác nhận$/);
        expect(await run('order_producer', 'amqp').lines()).toEqual([sent]);
        const order = ['Nhận được đơn hàng: Đơn hàng #A001: Mua 1 điện thoại', 'Đã xác nhận'];
        await consumer.times(/^Đã xác nhận$/, 2);
        expect(await consumer.stop()).toEqual(['Đang chờ đơn hàng', ...order, ...order]);
      });

      it('says Hello, World!', async () => {
        expect(await run('hello', 'amqp').lines()).toEqual(['Sent Hello, World!', 'Got Hello, World!']);
      });

      it('counts fib(30) for a caller who waits for its own answer', async () => {
        const server = run('rpc_server', 'amqp');
        await server.line(/^Awaiting/);
        expect(await run('rpc_client', 'amqp').lines()).toEqual(['Requesting fib(30)', 'Got 832040']);
        expect(await server.stop()).toEqual(['Awaiting RPC requests', 'fib(30)']);
      });

      it('refuses the declaration of older texts, from RabbitMQ 4.3 on', async () => {
        const said = peer.name === 'RabbitMQ' ? 'declared' : '541 INTERNAL_ERROR';
        expect(await run('hello_transient', 'amqp').lines()).toEqual([said]);
      });
    });

  if (speaks('mqtt'))
    it.skipIf(peer.absent || noPaho)('MQTT with paho: says hello to itself', async () => {
      const said = ['Connected with result code 0', 'Received on test/topic: Hello MQTT'];
      expect(await run('hello_mqtt', 'mqtt').lines()).toEqual(said);
    });

  if (speaks('stomp'))
    it.skipIf(peer.absent || noStompPy)('STOMP with stomp.py: says hello to itself', async () => {
      expect(await run('hello_stomp', 'stomp').lines()).toEqual(['Received message: Hello STOMP']);
    });

  if (speaks('resp'))
    it.skipIf(peer.absent || noRedisPy)('Redis with redis-py: one publishes, one hears it', async () => {
      const said = ['Subscribed to my_channel', 'Receivers: 1', 'Received on my_channel: Ping'];
      expect(await run('hello_redis', 'resp').lines()).toEqual(said);
    });
});
