/**
 * AMQP frame by frame against a server in the same program, over memory pipes and with time that stands still. A turn
 * of the loop brings everything that was sent to its end.
 */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Profile } from '../../src/broker/index.ts';
import { memoryPipe } from '../../src/network/memory-pipe.ts';
import type { Pipe } from '../../src/network/pipe.ts';
import { amqp, AmqpCodec, type AmqpFrame } from '../../src/protocols/amqp/index.ts';
import {
  type Fields,
  method,
  type MethodFrame,
  type MethodName,
  PROTOCOL_HEADER,
} from '../../src/protocols/amqp/frames.ts';
import { Server } from '../../src/server/server.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface WireServer {
  readonly server: Server;
  readonly clock: ManualClock;
  readonly bugs: unknown[];
  events(): TraceEvent[];
  connect(): Wire;
}

export function wireServer(options: { profile?: Profile; traceFrames?: boolean } = {}): WireServer {
  const clock = manualClock();
  const recorder = new Recorder({ now: clock.now });
  const bugs: unknown[] = [];
  const server = new Server({
    clock,
    emit: recorder.emit,
    endOfTick: queueMicrotask,
    bug: (error) => bugs.push(error),
    ...options,
  });
  return {
    server,
    clock,
    bugs,
    events: () => recorder.events(),
    connect() {
      const [client, far] = memoryPipe();
      server.accept(far, amqp());
      return new Wire(client, clock);
    },
  };
}

export class Wire {
  /** What the server has sent and nobody has taken yet. */
  readonly frames: AmqpFrame[] = [];
  /** How many chunks it came in. */
  chunks = 0;
  closed: 'end' | 'lost' | undefined;
  readonly #pipe: Pipe;
  readonly #clock: ManualClock;
  readonly #codec = new AmqpCodec();

  constructor(pipe: Pipe, clock: ManualClock) {
    this.#pipe = pipe;
    this.#clock = clock;
    pipe.listen({
      data: (chunk) => {
        this.chunks++;
        for (const frame of this.#codec.decode(chunk)) this.frames.push(frame);
      },
      closed: (how) => {
        this.closed = how;
        pipe.end();
      },
    });
  }

  write(...frames: readonly AmqpFrame[]): void {
    for (const frame of frames) this.#pipe.write(this.#codec.encode(frame));
  }

  raw(bytes: Uint8Array): void {
    this.#pipe.write(bytes);
  }

  end(): void {
    this.#pipe.end();
  }

  destroy(): void {
    this.#pipe.destroy();
  }

  async turn(ms = 0): Promise<void> {
    if (ms > 0) this.#clock.advance(ms);
    for (let round = 0; round < 4; round++) await turnOfTheLoop();
  }

  /** The first frame that waits; fails where it is none of this method. */
  take<M extends MethodName>(name: M): MethodFrame<M> {
    const frame = this.frames.shift();
    if (frame?.kind === 'method' && frame.method === name) return frame as MethodFrame<M>;
    throw new Error(`expected ${name}, got ${JSON.stringify(frame) ?? 'nothing'}`);
  }

  /** Sends, waits, and takes the answer. */
  async call<M extends MethodName, A extends MethodName>(
    channel: number,
    name: M,
    fields: Fields<M>,
    answer: A,
  ): Promise<MethodFrame<A>> {
    this.write(method(channel, name, fields));
    await this.turn();
    return this.take(answer);
  }

  async open(
    options: { frameMax?: number; heartbeat?: number; channelMax?: number; channels?: number } = {},
  ): Promise<this> {
    const { frameMax = 131_072, heartbeat = 0, channelMax = 2047, channels = 1 } = options;
    this.raw(PROTOCOL_HEADER);
    await this.turn();
    this.take('connection.start');
    await this.call(0, 'connection.start-ok', startOk(), 'connection.tune');
    this.write(method(0, 'connection.tune-ok', { channelMax, frameMax, heartbeat }));
    await this.call(0, 'connection.open', { virtualHost: '/', reserved1: '', reserved2: false }, 'connection.open-ok');
    for (let channel = 1; channel <= channels; channel++) {
      await this.call(channel, 'channel.open', { reserved1: '' }, 'channel.open-ok');
    }
    return this;
  }

  async declare(queue: string, options: Partial<Fields<'queue.declare'>> = {}): Promise<Fields<'queue.declare-ok'>> {
    return (await this.call(1, 'queue.declare', queueFields(queue, options), 'queue.declare-ok')).fields;
  }

  publish(queue: string, text: string, options: Partial<Fields<'basic.publish'>> = {}): void {
    const body = new TextEncoder().encode(text);
    this.write(
      method(1, 'basic.publish', {
        reserved1: 0,
        exchange: '',
        routingKey: queue,
        mandatory: false,
        immediate: false,
        ...options,
      }),
      { kind: 'header', channel: 1, classId: 60, bodyBytes: body.length, properties: {} },
      ...(body.length === 0 ? [] : [{ kind: 'body' as const, channel: 1, payload: body }]),
    );
  }
}

export function startOk(password = 'guest', capabilities = ['authentication_failure_close', 'consumer_cancel_notify']) {
  return {
    clientProperties: new Map([['capabilities', new Map(capabilities.map((name) => [name, true]))]]),
    mechanism: 'PLAIN',
    response: `\0guest\0${password}`,
    locale: 'en_US',
  };
}

export function queueFields(queue: string, options: Partial<Fields<'queue.declare'>> = {}): Fields<'queue.declare'> {
  return {
    reserved1: 0,
    queue,
    passive: false,
    durable: true,
    exclusive: false,
    autoDelete: false,
    noWait: false,
    arguments: new Map(),
    ...options,
  };
}

export function consumeFields(queue: string, options: Partial<Fields<'basic.consume'>> = {}): Fields<'basic.consume'> {
  return {
    reserved1: 0,
    queue,
    consumerTag: 'c',
    noLocal: false,
    noAck: false,
    exclusive: false,
    noWait: false,
    arguments: new Map(),
    ...options,
  };
}
