/** Our broker within this process, on time that is moved by hand. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { serve } from '../../../src/server/node.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { REST_MS, type Target } from './dialogue.ts';

/** So many turns of the event loop are rest: the clients and the broker share that loop. */
const QUIET_TURNS = 12;
const STEP_MS = 125;

export interface OurTarget extends Target {
  readonly bugs: readonly unknown[];
  close(): Promise<void>;
}

export async function ourTarget(): Promise<OurTarget> {
  const clock = manualClock();
  const bugs: unknown[] = [];
  const broker = await serve({ amqp: 0, stomp: 0, profile: '3.10', clock, bug: (error) => bugs.push(error) });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < QUIET_TURNS; turn++) await turnOfTheLoop();
  };
  const pass = async (ms: number): Promise<void> => {
    await settle();
    for (let left = ms; left > 0; left -= STEP_MS) {
      clock.advance(Math.min(STEP_MS, left));
      await settle();
    }
  };
  return {
    stompPort: broker.port('stomp'),
    amqpPort: broker.port('amqp'),
    bugs,
    rest: () => pass(REST_MS),
    pass,
    close: () => broker.close(),
  };
}
