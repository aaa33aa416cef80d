/** What recordings cannot show: the trace, slow readers, noise, limits, and both protocols on one broker. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { memoryPipe } from '../../../src/network/memory-pipe.ts';
import type { Pipe } from '../../../src/network/pipe.ts';
import { stomp } from '../../../src/protocols/stomp/index.ts';
import { STOMP_LIMITS } from '../../../src/protocols/stomp/limits.ts';
import { Server } from '../../../src/server/server.ts';
import { Recorder } from '../../../src/trace/recorder.ts';
import { chance } from '../../support/chance.ts';
import { manualClock } from '../../support/manual-clock.ts';

const CONNECT = 'CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

class Line {
  heard = '';
  closed = false;
  readonly pipe: Pipe;

  constructor(pipe: Pipe) {
    this.pipe = pipe;
    pipe.listen({
      data: (chunk) => (this.heard += new TextDecoder().decode(chunk)),
      closed: () => (this.closed = true),
    });
  }

  async say(...frames: readonly string[]): Promise<string> {
    this.heard = '';
    this.pipe.write(utf8(frames.join('')));
    for (let turn = 0; turn < 6; turn++) await turnOfTheLoop();
    return this.heard;
  }
}

function stage() {
  const clock = manualClock();
  const recorder = new Recorder({ now: clock.now });
  const bugs: unknown[] = [];
  const server = new Server({
    clock,
    emit: recorder.emit,
    endOfTick: queueMicrotask,
    bug: (error) => bugs.push(error),
  });
  const connect = (): Line => {
    const [near, far] = memoryPipe();
    server.accept(far, stomp());
    return new Line(near);
  };
  const types = (): string[] => recorder.events().map(({ type }) => type);
  return { clock, server, bugs, connect, types, events: () => recorder.events() };
}

describe('a STOMP session', () => {
  it('traces what it did as AMQP does', async () => {
    const { connect, types, events, bugs } = stage();
    const line = connect();
    await line.say(
      CONNECT,
      'SUBSCRIBE\nid:0\ndestination:/queue/q\nack:client\n\n\0',
      'SEND\ndestination:/queue/q\n\nhi\0',
    );
    const ack = /^ack:(.*)$/m.exec(line.heard)?.[1];
    await line.say(`ACK\nid:${ack}\n\n\0`, 'DISCONNECT\nreceipt:1\n\n\0');
    expect(types()).toEqual([
      'connection-opened',
      'queue-declared',
      'consumer-added',
      'published',
      'routed',
      'enqueued',
      'delivered',
      'acked',
      'consumer-cancelled',
      'connection-closed',
    ]);
    const added = events().find(({ type }) => type === 'consumer-added');
    expect(added).toMatchObject({ consumer: 'T_0', queue: 'q', ack: 'manual', prefetch: 0 });
    expect(bugs).toEqual([]);
  });

  it('closes at noise as RabbitMQ does, and takes nobody else down', async () => {
    const { connect, bugs, server } = stage();
    const random = chance(5);
    const good = connect();
    await good.say(CONNECT, 'SUBSCRIBE\nid:0\ndestination:/queue/q\n\n\0');
    for (let round = 0; round < 300; round++) {
      const bad = connect();
      if (round % 2 === 0) await bad.say(CONNECT);
      bad.pipe.write(random.bytes(random.below(200)));
      await bad.say('\n\n\0X\n:\\q\n');
      bad.pipe.destroy();
    }
    expect(await good.say('SEND\ndestination:/queue/q\n\nstill here\0')).toContain('still here');
    expect(bugs).toEqual([]);
    expect(server.connectionCount).toBe(1);
  });

  it('gives a reader that is behind no more than fits, and the rest once it has caught up', async () => {
    const { connect, bugs, events } = stage();
    const [reader, writer] = [connect(), connect()];
    await reader.say(CONNECT, 'SUBSCRIBE\nid:0\ndestination:/queue/q\nack:auto\n\n\0');
    await writer.say(CONNECT);
    reader.heard = '';
    const body = 'x'.repeat(50_000);
    writer.pipe.write(utf8(`SEND\ndestination:/queue/q\n\n${body}\0`.repeat(40)));
    for (let turn = 0; turn < 200; turn++) await turnOfTheLoop();
    expect(reader.heard.split('MESSAGE\n').length - 1).toBe(40);
    expect(events().filter(({ type }) => type === 'delivered').length).toBe(40);
    expect(bugs).toEqual([]);
  });

  it('names the limit that a client reaches', async () => {
    const { connect, bugs } = stage();
    const line = connect();
    await line.say(CONNECT);
    const begin = (index: number): string => `BEGIN\ntransaction:${index}\n\n\0`;
    const frames = Array.from({ length: STOMP_LIMITS.transactions + 1 }, (_, index) => begin(index));
    expect(await line.say(...frames)).toContain('The limit of 1000 transactions is reached.');
    expect(line.closed).toBe(true);
    expect(bugs).toEqual([]);
  });

  it('lets go of everything when the broker stops', async () => {
    const { connect, server, types, bugs } = stage();
    const line = connect();
    await line.say(CONNECT, 'SUBSCRIBE\nid:0\ndestination:/topic/t\n\n\0');
    server.control({ type: 'restart' });
    await line.say();
    expect(line.closed).toBe(true);
    expect([...server.broker.queues()].map(({ name }) => name)).toEqual([]);
    expect(types()).toContain('broker-restarted');
    expect(bugs).toEqual([]);
  });
});
