/** What recordings cannot hold: slow readers, garbage, restarts, the passing of time, and what the trace tells. */
import { describe, expect, it } from 'vitest';
import type { Pipe, PipeListener } from '../../../src/network/pipe.ts';
import { RespClientCodec } from '../../../src/protocols/resp/codec.ts';
import { resp } from '../../../src/protocols/resp/index.ts';
import type { TraceEvent } from '../../../src/trace/events.ts';
import { chance } from '../../support/chance.ts';
import { type MemoryTarget, memoryTarget } from './memory-target.ts';
import { bytesOf, request, textOf } from './wire-text.ts';

interface Talker {
  /** Says words, and returns what came back by then. */
  say(...words: readonly (string | number)[]): Promise<string>;
  raw(text: string): Promise<string>;
  readonly closed: boolean;
  cut(): Promise<void>;
}

async function talker(target: MemoryTarget): Promise<Talker> {
  let heard = '';
  let closed = false;
  const line = await target.connect(
    (bytes) => (heard += textOf(bytes)),
    () => (closed = true),
  );
  const write = async (bytes: Uint8Array): Promise<string> => {
    line.write(bytes);
    await target.settle();
    const said = heard;
    heard = '';
    return said;
  };
  return {
    say: (...words) => write(request(...words)),
    raw: (text) => write(bytesOf(text)),
    get closed() {
      return closed;
    },
    async cut() {
      line.cut();
      await target.settle();
    },
  };
}

const brief = ({ seq: _seq, at: _at, ...event }: TraceEvent): object => event;
const ofTypes = (target: MemoryTarget, ...types: readonly TraceEvent['type'][]): object[] =>
  target
    .events()
    .filter(({ type }) => types.includes(type))
    .map(brief);

/** A client that reads nothing beyond what fits into its window. */
function stalledClient(windowBytes: number): {
  pipe: Pipe;
  say(bytes: Uint8Array): void;
  drain(): void;
  gone: boolean;
} {
  let listener: PipeListener | undefined;
  let taken = 0;
  const client = {
    gone: false,
    say: (bytes: Uint8Array) => listener?.data(bytes),
    drain: () => {
      taken = 0;
      listener?.drained?.();
    },
    pipe: {
      peer: { address: '127.0.0.1', port: 50_001 },
      listen: (one) => void (listener = one),
      write: (chunk) => (taken += chunk.length) <= windowBytes,
      end: () => void (client.gone = true),
      destroy: () => void (client.gone = true),
    } as Pipe,
  };
  return client;
}

describe('a subscriber that does not read', () => {
  const limit = { hardBytes: 10_000, softBytes: 4_000, seconds: 5 };
  const stalled = async (
    bytes = 100,
  ): Promise<{ target: MemoryTarget; slow: ReturnType<typeof stalledClient>; other: Talker }> => {
    const target = memoryTarget({ pubsubOutput: limit });
    const slow = stalledClient(bytes);
    target.server.accept(slow.pipe, target.protocol);
    slow.say(request('SUBSCRIBE', 'news'));
    await target.settle();
    return { target, slow, other: await talker(target) };
  };

  it('is cut beyond the hard limit, and the trace says why', async () => {
    const { target, slow, other } = await stalled();
    let receivers: string[] = [];
    for (let message = 0; message < 30; message++) receivers.push(await other.say('PUBLISH', 'news', 'x'.repeat(500)));
    expect(slow.gone).toBe(true);
    expect(ofTypes(target, 'connection-closed')).toEqual([
      { type: 'connection-closed', connection: 'c1', reason: 'output buffer limit' },
    ]);
    // the message that was too many still counted: it had been handed over
    receivers = receivers.map((reply) => reply.trim());
    expect(receivers.lastIndexOf(':1')).toBe(receivers.indexOf(':0') - 1);
    expect(await other.say('INFO', 'stats')).toContain('client_output_buffer_limit_disconnections:1\r\n');
  });

  it('is cut when it stays beyond the soft limit for long', async () => {
    const { target, slow, other } = await stalled();
    for (let message = 0; message < 10; message++) await other.say('PUBLISH', 'news', 'x'.repeat(500));
    await target.pause(4_900);
    expect(slow.gone).toBe(false);
    await target.pause(200);
    expect(slow.gone).toBe(true);
  });

  it('is spared where it has read in time', async () => {
    const { target, slow, other } = await stalled();
    for (let message = 0; message < 10; message++) await other.say('PUBLISH', 'news', 'x'.repeat(500));
    await target.pause(4_900);
    slow.drain();
    await target.pause(10_000);
    expect(slow.gone).toBe(false);
    expect(target.clock.pending).toBe(0);
  });

  it('is measured by what CONFIG SET says', async () => {
    const { slow, other } = await stalled();
    expect(await other.say('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 0 0 0')).toBe('+OK\r\n');
    for (let message = 0; message < 60; message++) await other.say('PUBLISH', 'news', 'x'.repeat(500));
    expect(slow.gone).toBe(false);
    await other.say('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 1kb 0 0');
    expect(await other.say('PUBLISH', 'news', 'x')).toBe(':1\r\n');
    expect(slow.gone).toBe(true);
  });
});

describe('garbage', () => {
  it('ends the connection that it came on, and no other', async () => {
    const target = memoryTarget();
    const good = await talker(target);
    await good.say('SUBSCRIBE', 'news');
    const random = chance(5);
    let closed = 0;
    for (let round = 0; round < 300; round++) {
      const bad = await talker(target);
      const heard = await bad.raw(
        `${['*', '$', '', 'PING\r\n*1\r\n'][round % 4]}${textOf(random.bytes(random.below(200)))}\r\n`,
      );
      const error = /-ERR Protocol error: [^\r]*\r\n$/.test(heard);
      expect(bad.closed, JSON.stringify(heard)).toBe(error);
      if (bad.closed) closed++;
      await bad.cut();
    }
    expect(closed).toBeGreaterThan(50);
    expect(target.bugs).toEqual([]);
    expect(target.server.connectionCount).toBe(1);
    const publisher = await talker(target);
    expect(await publisher.say('PUBLISH', 'news', 'still here')).toBe(':1\r\n');
  });

  it('as arguments of every command brings out replies and nothing else', async () => {
    const target = memoryTarget();
    const client = await talker(target);
    const names = [...(await commandNames(client))];
    const random = chance(9);
    const values = [
      '',
      '0',
      '-1',
      '1-1',
      '>',
      '$',
      '-',
      '+',
      '(',
      'k',
      's',
      'COUNT',
      'BLOCK',
      'STREAMS',
      'GROUP',
      '\xff',
      '1e9',
      '9223372036854775807',
      '*',
      'x'.repeat(300),
    ];
    for (let round = 0; round < 6000; round++) {
      const [name = '', sub] = (names[random.below(names.length)] ?? '').split('|');
      if (['client', 'quit', 'reset', 'auth', 'hello', 'blpop', 'brpop', 'blmove', 'brpoplpush'].includes(name))
        continue;
      const words = [name, ...(sub === undefined ? [] : [sub])];
      for (let count = random.below(7); count > 0; count--) words.push(values[random.below(values.length)] ?? '');
      if (words.some((word) => word === 'BLOCK')) continue;
      await client.say(...words);
      if (random.below(20) === 0) await client.say('RESET');
    }
    expect(target.bugs).toEqual([]);
    expect(await client.say('RESET')).toContain('+RESET\r\n');
  });
});

async function commandNames(client: Talker): Promise<string[]> {
  const [reply] = [...new RespClientCodec().decode(bytesOf(await client.say('COMMAND', 'LIST')))];
  if (reply?.kind !== 'array') throw new Error('COMMAND LIST is no array');
  return reply.items.map((item) => ('bytes' in item ? textOf(item.bytes) : ''));
}

describe('a restart', () => {
  it('forgets everything: nothing is on disk', async () => {
    const target = memoryTarget();
    const first = await talker(target);
    await first.say('SET', 'k', 'v');
    await first.say('XADD', 's', '1-1', 'n', '1');
    await first.say('XGROUP', 'CREATE', 's', 'g', '$');
    await first.say('CONFIG', 'SET', 'maxmemory', '0');
    await first.say('SUBSCRIBE', 'news');
    const waiting = await talker(target);
    await waiting.say('BLPOP', 'l', '0');
    target.server.control({ type: 'restart' });
    await target.settle();
    expect([first.closed, waiting.closed]).toEqual([true, true]);
    const again = await talker(target);
    expect(await again.say('DBSIZE')).toBe(':0\r\n');
    expect(await again.say('PUBSUB', 'CHANNELS')).toBe('*0\r\n');
    expect(await again.say('CLIENT', 'ID')).toBe(':1\r\n');
    expect(await again.say('CONFIG', 'GET', 'maxmemory')).toContain('536870912');
    expect(ofTypes(target, 'queue-deleted', 'exchange-deleted', 'broker-restarted')).toEqual([
      { type: 'queue-deleted', queue: 's/g', reason: 'restart' },
      { type: 'exchange-deleted', exchange: 's' },
      { type: 'broker-restarted' },
    ]);
    expect(target.bugs).toEqual([]);
  });
});

describe('time', () => {
  it('takes a key away though nobody asks for it', async () => {
    const target = memoryTarget();
    const client = await talker(target);
    for (let key = 0; key < 5; key++) await client.say('SET', `k${key}`, 'v', 'PX', 1000 * (key + 1));
    expect(await client.say('INFO', 'keyspace')).toContain('db0:keys=5,expires=5');
    await target.pause(3_500);
    expect(await client.say('INFO', 'keyspace')).toContain('db0:keys=2,expires=2');
    await target.pause(3_500);
    expect(await client.say('DBSIZE')).toBe(':0\r\n');
    expect(await client.say('INFO', 'stats')).toContain('expired_keys:5\r\n');
    expect(target.clock.pending).toBe(0);
  });

  it('is handed in: ids of entries are its milliseconds', async () => {
    const target = memoryTarget();
    const client = await talker(target);
    const now = target.clock.now();
    expect(await client.say('XADD', 's', '*', 'n', '1')).toContain(`${now}-0\r\n`);
    expect(await client.say('XADD', 's', '*', 'n', '2')).toContain(`${now}-1\r\n`);
    await target.pause(5);
    expect(await client.say('XADD', 's', '*', 'n', '3')).toContain(`${now + 5}-0\r\n`);
    expect(await client.say('TIME')).toBe(`*2\r\n$10\r\n${Math.floor((now + 5) / 1000)}\r\n$4\r\n5000\r\n`);
  });

  it('shows how long something has been pending', async () => {
    const target = memoryTarget();
    const client = await talker(target);
    await client.say('XGROUP', 'CREATE', 's', 'g', '$', 'MKSTREAM');
    await client.say('XADD', 's', '1-1', 'n', '1');
    await client.say('XREADGROUP', 'GROUP', 'g', 'an', 'STREAMS', 's', '>');
    await target.pause(1234);
    expect(await client.say('XPENDING', 's', 'g', '-', '+', 10)).toContain(':1234\r\n:1\r\n');
    expect(await client.say('XAUTOCLAIM', 's', 'g', 'binh', 2000, 0)).toBe('*3\r\n$3\r\n0-0\r\n*0\r\n*0\r\n');
    await target.pause(1000);
    expect(await client.say('XAUTOCLAIM', 's', 'g', 'binh', 2000, 0)).toContain('1-1');
    expect(await client.say('XINFO', 'CONSUMERS', 's', 'g')).toContain('idle\r\n:2234\r\n');
  });
});

describe('clients', () => {
  it('are told of by CLIENT LIST and CLIENT INFO', async () => {
    const target = memoryTarget();
    const one = await talker(target);
    const two = await talker(target);
    await one.say('HELLO', 3, 'SETNAME', 'one');
    await one.say('CLIENT', 'SETINFO', 'LIB-NAME', 'tests');
    await one.say('SUBSCRIBE', 'a', 'b');
    await target.pause(3000);
    await two.say('SELECT', 5);
    await two.say('MULTI');
    const list = (await one.say('CLIENT', 'LIST')).split('\n').filter((line) => line.startsWith('id='));
    expect(list).toHaveLength(2);
    expect(list[0]).toMatch(
      /^id=1 addr=127\.0\.0\.1:\d+ name=one age=3 idle=0 flags=P db=0 sub=2 psub=0 ssub=0 multi=-1 /,
    );
    expect(list[0]).toContain(' cmd=client|list user=default redir=-1 resp=3 lib-name=tests lib-ver=');
    expect(list[1]).toMatch(/^id=2 .* name= age=3 idle=0 flags=x db=5 sub=0 psub=0 ssub=0 multi=0 /);
    expect(await two.say('RESET')).toBe('+RESET\r\n');
    expect(await two.say('CLIENT', 'LIST', 'TYPE', 'pubsub')).toContain('id=1 ');
    const [, address] = /addr=(\S+)/.exec(list[0] ?? '') ?? [];
    expect(await two.say('CLIENT', 'KILL', address ?? '')).toBe('+OK\r\n');
    expect(one.closed).toBe(true);
    expect(ofTypes(target, 'connection-closed')).toEqual([
      { type: 'connection-closed', connection: 'c1', reason: 'killed' },
    ]);
  });

  it('that wait are woken by CLIENT UNBLOCK', async () => {
    const target = memoryTarget();
    const waiting = await talker(target);
    const other = await talker(target);
    await waiting.say('BLPOP', 'l', 0);
    expect(await other.say('CLIENT', 'UNBLOCK', 1)).toBe(':1\r\n');
    expect(await waiting.say('BLPOP', 'l', 0)).toBe('*-1\r\n');
    expect(await other.say('CLIENT', 'UNBLOCK', 1, 'ERROR')).toBe(':1\r\n');
    expect(await waiting.say('PING')).toBe('-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n+PONG\r\n');
    expect(await other.say('CLIENT', 'UNBLOCK', 1)).toBe(':0\r\n');
  });

  it('that are woken are heard in their order', async () => {
    const target = memoryTarget();
    const waiting = await talker(target);
    const other = await talker(target);
    expect(await waiting.raw('BLPOP l 0\r\nRPUSH m x\r\nBLPOP l 0\r\nPING\r\n')).toBe('');
    expect(await other.say('LLEN', 'm')).toBe(':0\r\n');
    await other.say('RPUSH', 'l', '1', '2');
    expect(await waiting.raw('')).toBe('*2\r\n$1\r\nl\r\n$1\r\n1\r\n:1\r\n*2\r\n$1\r\nl\r\n$1\r\n2\r\n+PONG\r\n');
  });
});

describe('the trace', () => {
  it('tells of channels', async () => {
    const target = memoryTarget();
    const one = await talker(target);
    const two = await talker(target);
    await two.say('PUBLISH', 'news', 'too soon');
    await one.say('SUBSCRIBE', 'news');
    await one.say('PSUBSCRIBE', 'n*');
    await two.say('PUBLISH', 'news', 'xin chào');
    await one.say('UNSUBSCRIBE');
    await one.cut();
    const to = { exchange: 'news', key: '', persistent: false, kind: 'channel' };
    const events = target.events().filter(({ type }) => !type.startsWith('connection-'));
    expect(events.map(brief)).toEqual([
      { type: 'published', message: 1, connection: 'c2', ...to, body: 'too soon', sizeBytes: 8 },
      { type: 'unroutable', message: 1, channel: 'news' },
      { type: 'subscribed', channel: 'news', pattern: false, connection: 'c1' },
      { type: 'subscribed', channel: 'n*', pattern: true, connection: 'c1' },
      { type: 'published', message: 2, connection: 'c2', ...to, body: 'xin chào', sizeBytes: 9 },
      { type: 'relayed', message: 2, channel: 'news', connection: 'c1' },
      { type: 'relayed', message: 2, channel: 'news', pattern: 'n*', connection: 'c1' },
      { type: 'unsubscribed', channel: 'news', pattern: false, connection: 'c1' },
    ]);
  });

  it('tells of streams and their groups', async () => {
    const target = memoryTarget();
    const one = await talker(target);
    const two = await talker(target);
    await one.say('XADD', 's', '1-1', 'n', '1');
    await one.say('XGROUP', 'CREATE', 's', 'g', 0);
    await one.say('XADD', 's', '1-2', 'n', '2');
    await one.say('XREADGROUP', 'GROUP', 'g', 'an', 'STREAMS', 's', '>');
    await two.say('XCLAIM', 's', 'g', 'binh', 0, '1-2');
    await one.say('XACK', 's', 'g', '1-1');
    await two.say('XREAD', 'COUNT', 1, 'STREAMS', 's', 0);
    await one.say('XADD', 's', 'MAXLEN', 1, '1-3', 'n', '3');
    await one.say('XTRIM', 's', 'MAXLEN', 0);
    await one.say('DEL', 's');
    const queue = 's/g';
    const events = target.events().filter(({ type }) => !type.startsWith('connection-'));
    const added = { exchange: 's', persistent: false, kind: 'stream', connection: 'c1', sizeBytes: 2 };
    expect(events.map(brief)).toEqual([
      { type: 'exchange-declared', exchange: 's', kind: 'stream', durable: false, autoDelete: false },
      { type: 'published', message: 1, ...added, key: '1-1', body: 'n=1' },
      { type: 'routed', message: 1, queues: [] },
      { type: 'queue-declared', queue, durable: false, exclusive: false, autoDelete: false, arguments: {} },
      { type: 'bound', source: 's', destination: { kind: 'queue', name: queue }, key: '', arguments: {} },
      { type: 'enqueued', message: 1, queue, ready: 1 },
      { type: 'published', message: 2, ...added, key: '1-2', body: 'n=2' },
      { type: 'routed', message: 2, queues: [queue] },
      { type: 'enqueued', message: 2, queue, ready: 2 },
      { type: 'consumer-added', consumer: 'an', queue, connection: 'c1', prefetch: 0, ack: 'manual' },
      { type: 'delivered', message: 1, queue, consumer: 'an', connection: 'c1', tag: 0, redelivered: false },
      { type: 'delivered', message: 2, queue, consumer: 'an', connection: 'c1', tag: 0, redelivered: false },
      { type: 'consumer-added', consumer: 'binh', queue, connection: 'c2', prefetch: 0, ack: 'manual' },
      { type: 'requeued', message: 2, queue, ready: 1 },
      { type: 'delivered', message: 2, queue, consumer: 'binh', connection: 'c2', tag: 0, redelivered: true },
      { type: 'acked', queue, message: 1, connection: 'c1' },
      { type: 'relayed', message: 1, channel: 's', connection: 'c2' },
      { type: 'published', message: 3, ...added, key: '1-3', body: 'n=3' },
      { type: 'routed', message: 3, queues: [queue] },
      { type: 'enqueued', message: 3, queue, ready: 1 },
      { type: 'dropped', message: 3, queue, reason: 'maxlen' },
      { type: 'queue-deleted', queue, reason: 'deleted' },
      { type: 'exchange-deleted', exchange: 's' },
    ]);
  });

  it('holds every frame as it stood on the wire', async () => {
    const target = memoryTarget({ traceFrames: true });
    const one = await talker(target);
    await one.raw('PING hi\r\n');
    await one.say('SUBSCRIBE', 'news');
    await one.cut();
    const frames = target.events().flatMap((event) => (event.type === 'frame' ? [event] : []));
    expect(frames.map(({ direction, bytes }) => [direction, Buffer.from(bytes, 'base64').toString()])).toEqual([
      ['in', 'PING hi\r\n'],
      ['out', '$2\r\nhi\r\n'],
      ['in', '*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n'],
      ['out', '*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n'],
    ]);
  });
});

it('one RESP listener keeps one set of keys for all its clients, another its own', async () => {
  const one = memoryTarget();
  const other = memoryTarget();
  const [a, b, c] = [await talker(one), await talker(one), await talker(other)];
  await a.say('SET', 'k', 'v');
  expect(await b.say('GET', 'k')).toBe('$1\r\nv\r\n');
  expect(await c.say('GET', 'k')).toBe('$-1\r\n');
  expect(resp().port).toBe(6379);
});
