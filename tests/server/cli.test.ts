import { once } from 'node:events';
import { type AddressInfo, connect as tcp, createServer } from 'node:net';
import { connect } from 'amqplib';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEventLine } from '../../src/trace/json-lines.ts';
import { type BrokerCli, brokerCli, type CliOptions } from '../support/broker-cli.ts';

const running: BrokerCli[] = [];
const start = async (words: readonly string[], options?: CliOptions): Promise<BrokerCli> => {
  const broker = await brokerCli(words, options);
  running.push(broker);
  return broker;
};
const amqp = (broker: BrokerCli) =>
  connect({ hostname: '127.0.0.1', port: broker.ports.get('amqp') ?? 0, heartbeat: 0 });

afterEach(async () => {
  for (const broker of running.splice(0)) {
    broker.process.kill('SIGKILL');
    await broker.exit;
  }
});

describe('the broker as a program', () => {
  it('takes any free port for 0, on loopback, and says where it listens', async () => {
    const broker = await start(['--amqp', '0']);
    expect(broker.stdout()).toMatch(/^AMQP 0-9-1: 127\.0\.0\.1:\d+\n$/);
    expect(broker.ports.get('amqp')).toBeGreaterThan(0);
    const connection = await amqp(broker);
    await connection.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s, and says so to its clients', async (signal) => {
    const broker = await start(['--amqp=0']);
    const connection = await amqp(broker);
    const told = new Promise<string>((resolve) => connection.once('close', (error: Error) => resolve(error.message)));
    broker.process.kill(signal);
    expect(await told).toContain("CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'");
    expect(await broker.exit).toEqual({ code: 0, signal: null });
    expect(broker.stderr()).toBe('');
  });

  it('prints events as lines of JSON with --trace, and nothing else between them', async () => {
    const broker = await start(['--amqp', '0', '--trace']);
    const connection = await amqp(broker);
    const channel = await connection.createChannel();
    await channel.assertQueue('don_hang');
    channel.sendToQueue('don_hang', Buffer.from('Đơn hàng #A001'));
    await broker.line(/"type":"enqueued"/);
    await connection.close();
    await broker.line(/"type":"connection-closed"/);
    const lines = broker.stdout().trimEnd().split('\n');
    const events = lines.map(parseEventLine);
    expect(lines.filter((_, index) => events[index] === undefined)).toEqual([expect.stringMatching(/^AMQP 0-9-1: /)]);
    const told = events.filter((event) => event !== undefined);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
    const types = told.filter(({ type }) => type !== 'frame').map(({ type }) => type);
    expect(types).toEqual([
      'broker-started',
      'connection-opened',
      'queue-declared',
      'published',
      'routed',
      'enqueued',
      'connection-closed',
    ]);
    const published = told.find((event) => event.type === 'published');
    expect(published).toMatchObject({ body: 'Đơn hàng #A001', sizeBytes: 17, exchange: '', key: 'don_hang' });
  });

  it('acts on control messages, and on nothing else it is told', async () => {
    const broker = await start(['--amqp', '0', '--trace']);
    const connection = await amqp(broker);
    connection.on('error', () => {});
    const closed = new Promise((resolve) => connection.once('close', resolve));
    broker.process.stdin?.write('hello\n{"type":"unknown"}\n{"type":"cut","connection":"c9"}\n{"type":"cut",');
    broker.process.stdin?.write('"connection":"c1"}\n');
    await closed;
    await broker.line(/"type":"fault-injected","fault":"cut","target":"c1"/);
    broker.process.stdin?.write('{"type":"restart"}\n');
    await broker.line(/"type":"broker-restarted"/);
    const again = await amqp(broker);
    await again.close();
  });

  it.each(['ignore', 'pipe'] as const)('runs on where standard input is %s and ends', async (stdin) => {
    const broker = await start(['--amqp', '0'], { stdin });
    broker.process.stdin?.end();
    const connection = await amqp(broker);
    await connection.close();
    expect(broker.process.exitCode).toBeNull();
  });

  it('prints how it is used', async () => {
    const broker = await start(['--help'], { fails: true });
    expect(await broker.exit).toMatchObject({ code: 0 });
    expect(broker.stdout()).toMatch(/^Usage: broker/);
  });

  it.each([
    [['--bogus'], 'There is no option --bogus.'],
    [['extra'], 'There is no option extra.'],
    [['--amqp'], '--amqp needs a value.'],
    [['--amqp', '70000'], '--amqp takes a port from 0 to 65535 or off, not 70000.'],
    [['--amqp', 'x'], '--amqp takes a port from 0 to 65535 or off, not x.'],
    [['--profile', '2.0'], '--profile takes 3.10 or 4.x, not 2.0.'],
    [['--amqp', 'off'], 'Every protocol is off: there is nothing to listen to.'],
  ])('refuses %j in one sentence', async (words, sentence) => {
    const broker = await start(words, { fails: true });
    expect(await broker.exit).toMatchObject({ code: 2 });
    expect(broker.stderr().split('\n')[0]).toBe(sentence);
    expect(broker.stdout()).toBe('');
  });

  it('says which port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const broker = await start(['--amqp', String(port)], { fails: true });
    expect(await broker.exit).toMatchObject({ code: 1 });
    expect(broker.stderr()).toBe(`Port ${port} on 127.0.0.1 is taken by another program.\n`);
    taken.close();
  });

  it('survives a client that hangs up in the middle', async () => {
    const broker = await start(['--amqp', '0']);
    const socket = tcp(broker.ports.get('amqp') ?? 0, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('AMQP\0\0\x09');
    socket.resetAndDestroy();
    const connection = await amqp(broker);
    await connection.close();
    expect(broker.stderr()).toBe('');
  });
});
