/** Our own server as a partner for dialogues: in this program, over memory, its time moved by hand. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { memoryPipe } from '../../../src/network/memory-pipe.ts';
import type { Protocol } from '../../../src/protocols/protocol.ts';
import { resp, type RespFrame, type RespOptions } from '../../../src/protocols/resp/index.ts';
import { Server } from '../../../src/server/server.ts';
import type { TraceEvent } from '../../../src/trace/events.ts';
import { Recorder } from '../../../src/trace/recorder.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import type { Target } from './dialogue.ts';

export interface MemoryTarget extends Target {
  readonly server: Server;
  readonly protocol: Protocol<RespFrame>;
  readonly clock: ManualClock;
  /** What went wrong inside, which should be nothing. */
  readonly bugs: unknown[];
  events(): TraceEvent[];
}

export function memoryTarget(options: RespOptions & { readonly traceFrames?: boolean } = {}): MemoryTarget {
  const clock = manualClock();
  const recorder = new Recorder({ now: clock.now });
  const bugs: unknown[] = [];
  const protocol = resp(options);
  const server = new Server({
    clock,
    emit: recorder.emit,
    endOfTick: queueMicrotask,
    bug: (error) => bugs.push(error),
    traceFrames: options.traceFrames ?? false,
  });
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) await turnOfTheLoop();
  };
  return {
    server,
    protocol,
    clock,
    bugs,
    events: () => recorder.events(),
    connect(heard, closed) {
      const [near, far] = memoryPipe();
      near.listen({
        data: heard,
        closed: () => {
          near.end();
          closed();
        },
      });
      server.accept(far, protocol);
      return Promise.resolve({ write: (bytes) => void near.write(bytes), cut: () => near.destroy() });
    },
    async pause(milliseconds) {
      clock.advance(milliseconds);
      await settle();
    },
    settle,
  };
}
