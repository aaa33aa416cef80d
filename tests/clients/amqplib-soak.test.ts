/**
 * Many messages over one held connection: none is lost, their order stays, and the broker's memory is where it was.
 * The broker is a process of its own that collects its garbage and reports its heap when it is asked by a signal.
 */
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrokerCli, brokerCli } from '../support/broker-cli.ts';

const MESSAGES = Number(process.env['SOAK_MESSAGES'] ?? 100_000);
/** So many are on their way at a time. */
const WINDOW = 500;
/** What compiled code and caches may have grown by; 100 000 messages of 64 bytes left behind would be ten times that. */
const GROWTH_BYTES_MAX = 4 * 1024 * 1024;

const PRELOAD = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => {
    for (let round = 0; round < 4; round++) globalThis.gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    console.error('memory ' + (heapUsed + external) + ' ' + arrayBuffers);
  });
`)}`;

let broker: BrokerCli;
let connection: ChannelModel;

beforeAll(async () => {
  broker = await brokerCli(['--amqp', '0'], { nodeArguments: ['--expose-gc', '--import', PRELOAD] });
  connection = await connect({ hostname: '127.0.0.1', port: broker.ports.get('amqp') ?? 0, heartbeat: 0 });
});

afterAll(async () => {
  await connection.close();
  broker.process.kill('SIGTERM');
  expect((await broker.exit).code).toBe(0);
});

/** Of the broker's process, with nothing left that could be collected. */
async function memoryBytes(): Promise<number> {
  const reports = () => [...broker.stderr().matchAll(/^memory (\d+)/gm)];
  const before = reports().length;
  broker.process.kill('SIGUSR2');
  while (reports().length === before) await new Promise((resolve) => setImmediate(resolve));
  return Number(reports().at(-1)?.[1]);
}

async function roundTrip(channel: ConfirmChannel, queue: string, count: number): Promise<number[]> {
  const got: number[] = [];
  let sent = 0;
  await new Promise<void>((resolve) => {
    const fill = (): void => {
      while (sent < count && sent - got.length < WINDOW) {
        const body = Buffer.alloc(64);
        body.writeUInt32BE(sent++);
        channel.sendToQueue(queue, body);
      }
    };
    void channel.consume(
      queue,
      (message) => {
        if (message === null) return;
        got.push(message.content.readUInt32BE());
        channel.ack(message);
        if (got.length === count) resolve();
        else fill();
      },
      { consumerTag: 'soak' },
    );
    fill();
  });
  await channel.waitForConfirms();
  await channel.cancel('soak');
  return got;
}

it(`${MESSAGES} messages go round without loss, and leave nothing behind`, { timeout: 300_000 }, async () => {
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.prefetch(100);
  // what is compiled and cached once does not count
  await roundTrip(channel, queue, 20_000);
  const before = await memoryBytes();
  const got = await roundTrip(channel, queue, MESSAGES);
  expect(got.length).toBe(MESSAGES);
  expect(got.every((value, index) => value === index)).toBe(true);
  expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 0, consumerCount: 0 });
  const growth = (await memoryBytes()) - before;
  expect(growth, 'bytes that the broker holds more than before').toBeLessThan(GROWTH_BYTES_MAX);
});

it('a queue that was long gives its memory back', { timeout: 120_000 }, async () => {
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const before = await memoryBytes();
  for (let index = 0; index < 50_000; index++) {
    if (!channel.sendToQueue(queue, Buffer.alloc(256))) await new Promise((resolve) => channel.once('drain', resolve));
  }
  await channel.waitForConfirms();
  const full = await memoryBytes();
  expect(full - before, 'the messages themselves').toBeGreaterThan(50_000 * 256);
  expect(await channel.purgeQueue(queue)).toEqual({ messageCount: 50_000 });
  expect((await memoryBytes()) - before).toBeLessThan(GROWTH_BYTES_MAX);
});
