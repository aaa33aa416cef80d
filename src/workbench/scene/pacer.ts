/**
 * Events come faster than the eye: this hands them on in steps, one motion at a time while there are few, several at
 * once as they pile up, and all of them without motion when they are too many. What is shown is late, never wrong.
 */
import type { Move, Picture } from '../../scene/index.ts';
import { movesOf } from '../../scene/index.ts';
import type { TraceEvent } from '../../trace/events.ts';

export interface Step {
  /** To be applied together, in order. */
  readonly events: readonly TraceEvent[];
  /** What sets out in this step. */
  readonly moves: readonly Move[];
}

export interface Pace {
  /** From one step to the next while events wait, in ms: longer than a motion takes. */
  readonly stepMs: number;
  /** From the first event after a rest to its step, in ms: neighbours arrive, and what belongs together is drawn as one. */
  readonly gatherMs: number;
  /** As many events with motion may wait for one step each; twice as many go two at a time. */
  readonly calm: number;
  /** With more than this waiting, the rest is applied at once. */
  readonly jump: number;
}

export const PACE: Pace = { stepMs: 230, gatherMs: 150, calm: 10, jump: 200 };
/** More envelopes than that in one step would hide the picture. */
const MOVES_MAX = 8;

/**
 * Takes the next step off the front of `waiting`.
 * @param picture what is shown now
 * @param advance the reducer, to know where later moves of the same step set out
 */
export function nextStep(
  waiting: TraceEvent[],
  picture: Picture,
  { calm, jump }: Pick<Pace, 'calm' | 'jump'>,
  advance: (picture: Picture, events: Iterable<TraceEvent>) => Picture,
): Step {
  if (waiting.length > jump) return { events: waiting.splice(0), moves: [] };
  const share = Math.max(1, Math.ceil(waiting.length / (calm * EVENTS_PER_MOVE)));
  const moves: Move[] = [];
  let moving = 0;
  let taken = 0;
  let seen = picture;
  for (const event of waiting) {
    const setOut = movesOf(seen, event);
    if (setOut.length > 0 && moving === share) break;
    taken++;
    if (setOut.length > 0) {
      moving++;
      moves.push(...setOut);
    }
    seen = advance(seen, [event]);
  }
  return { events: waiting.splice(0, taken), moves: moves.slice(0, MOVES_MAX) };
}

/** About every second event of a trace moves something. */
const EVENTS_PER_MOVE = 2;
