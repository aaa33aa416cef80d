/** Hand-made frames on a bare socket: what no client library would send. Plays like `stage.ts`, without a library. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { AmqpCodec, type AmqpFrame } from '../../src/protocols/amqp/index.ts';
import { method, PROTOCOL_HEADER } from '../../src/protocols/amqp/frames.ts';
import { serve } from '../../src/server/node.ts';
import { manualClock } from '../support/manual-clock.ts';
import { masked } from './lines.ts';
import { tap } from './tap.ts';

const QUIET_TURNS = 12;
const codec = new AmqpCodec();

export interface OpenOptions {
  readonly frameMax?: number;
  readonly channelMax?: number;
  readonly heartbeat?: number;
  readonly channel?: boolean;
}

export interface Hand {
  raw(bytes: Uint8Array): void;
  write(...frames: readonly AmqpFrame[]): void;
  pause(ms: number): Promise<void>;
  /** From the protocol header to an open channel 1, at the pace of the recording. */
  open(options?: OpenOptions): Promise<void>;
}

export type RawScenario = (hand: Hand) => Promise<void>;

export const startOk = (mechanism = 'PLAIN'): AmqpFrame =>
  method(0, 'connection.start-ok', {
    clientProperties: new Map([['capabilities', new Map([['authentication_failure_close', true]])]]),
    mechanism,
    response: '\0guest\0guest',
    locale: 'en_US',
  });

/** The recorded text leaves out what every opening says. */
const OPENING =
  /ConnectionStart |ConnectionStartOk|ConnectionTune |ConnectionTuneOk channelMax=2047 frameMax=131072 heartbeat=0|ConnectionOpenOk|ConnectionOpen virt|^C: ch1 ChannelOpen$|ch1 ChannelOpenOk|C: protocol-header "AMQP\\u0000\\u0000/;

export interface RawPlayed {
  readonly lines: string[];
  readonly bugs: readonly unknown[];
}

export async function playRaw(name: string, scenario: RawScenario): Promise<RawPlayed> {
  const clock = manualClock();
  const started = clock.now();
  const bugs: unknown[] = [];
  const broker = await serve({ amqp: 0, profile: '3.10', clock, bug: (error) => bugs.push(error) });
  const times: number[] = [];
  const relay = await tap({ port: broker.port('amqp'), onLine: () => times.push(clock.now() - started) });
  const socket = connect(relay.port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  const settled = async (): Promise<void> => {
    for (let quiet = 0, seen = relay.traffic(); quiet < QUIET_TURNS; quiet++) {
      await turnOfTheLoop();
      if (relay.traffic() === seen) continue;
      seen = relay.traffic();
      quiet = 0;
    }
  };
  const hand = handOn(socket, async (ms) => {
    await settled();
    clock.advance(ms);
    await settled();
  });
  try {
    await hand.pause(20);
    await scenario(hand);
    const timed = /heartbeat=1|frameMax|frame/.test(name);
    const lines = relay.lines.flatMap((line, index) => {
      if (OPENING.test(line)) return [];
      const stamp = timed && /heartbeat|closes TCP/.test(line) ? `[${((times[index] ?? 0) / 1000).toFixed(1)}s] ` : '';
      return [masked(stamp + line)];
    });
    const open = !socket.destroyed && socket.readyState === 'open';
    return { lines: [...lines, `-- socket ${open ? 'still open' : 'closed by server'}`], bugs: [...bugs] };
  } finally {
    socket.destroy();
    relay.close();
    await broker.close();
  }
}

function handOn(socket: Socket, pause: (ms: number) => Promise<void>): Hand {
  const raw = (bytes: Uint8Array): void => {
    if (!socket.destroyed) socket.write(bytes);
  };
  const write = (...frames: readonly AmqpFrame[]): void => {
    for (const frame of frames) raw(codec.encode(frame));
  };
  return {
    raw,
    write,
    pause,
    async open({ frameMax = 131_072, channelMax = 2047, heartbeat = 0, channel = true } = {}) {
      raw(PROTOCOL_HEADER);
      await pause(30);
      write(startOk());
      await pause(40);
      write(method(0, 'connection.tune-ok', { channelMax, frameMax, heartbeat }));
      write(method(0, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false }));
      await pause(30);
      if (!channel) return;
      write(method(1, 'channel.open', { reserved1: '' }));
      await pause(20);
    },
  };
}
