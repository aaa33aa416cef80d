/** Our broker in this process as a partner for dialogues: bytes go straight into a connection, time is moved by hand. */
import { mqtt, type MqttOptions } from '../../../src/protocols/mqtt/index.ts';
import type { Profile } from '../../../src/broker/index.ts';
import type { Pipe, PipeListener } from '../../../src/network/pipe.ts';
import { Server } from '../../../src/server/server.ts';
import type { TraceBody } from '../../../src/trace/events.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import type { Target } from './dialogue.ts';

export interface MemoryTarget extends Target {
  readonly clock: ManualClock;
  readonly server: Server;
  readonly events: TraceBody[];
  /** What the server reported as its own mistakes. */
  readonly bugs: unknown[];
  /** Ends the tick: what was written goes out. */
  tick(): void;
  /** Whether connections are behind with reading; when they are no more, they go on. */
  behind(now: boolean): void;
}

export interface MemoryOptions extends MqttOptions {
  readonly brokerProfile?: Profile;
}

export function memoryTarget({ brokerProfile = '4.x', ...options }: MemoryOptions = {}): MemoryTarget {
  const clock = manualClock();
  const events: TraceBody[] = [];
  const bugs: unknown[] = [];
  const protocol = mqtt(options);
  let works: (() => void)[] = [];
  let slow = false;
  const slowOnes = new Set<PipeListener>();
  const tick = (): void => {
    while (works.length > 0) for (const work of works.splice(0)) work();
  };
  const server = new Server({
    clock,
    profile: brokerProfile,
    emit: (event) => events.push(event),
    endOfTick: (work) => works.push(work),
    bug: (error) => bugs.push(error),
  });
  works = [];
  return {
    clock,
    server,
    events,
    bugs,
    tick,
    behind(now) {
      slow = now;
      if (now) return;
      for (const one of slowOnes) one.drained?.();
      slowOnes.clear();
    },
    connect(heard, closed) {
      let listener: PipeListener | undefined;
      let open = true;
      const end = (): void => {
        if (!open) return;
        open = false;
        closed();
        listener?.closed('end');
      };
      const pipe: Pipe = {
        peer: { address: '127.0.0.1', port: 50_000 },
        listen: (given) => void (listener = given),
        write(chunk) {
          if (open) heard(chunk.slice());
          if (slow && listener !== undefined) slowOnes.add(listener);
          return !slow;
        },
        end,
        destroy: end,
      };
      server.accept(pipe, protocol);
      return Promise.resolve({
        write: (bytes) => void (open && listener?.data(bytes)),
        cut() {
          open = false;
          listener?.closed('lost');
        },
      });
    },
    wait(milliseconds) {
      clock.advance(milliseconds);
      return Promise.resolve();
    },
    restart: () => server.control({ type: 'restart' }),
    settle() {
      clock.advance(0);
      tick();
      clock.advance(0);
      tick();
      return Promise.resolve();
    },
  };
}
