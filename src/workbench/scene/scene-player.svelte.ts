/** Plays a run's trace: picture, what moves in it, and the log, step by step, always ending where the trace ends. */
import type { Move, Picture, SceneLanguage } from '../../scene/index.ts';
import { EMPTY_PICTURE, advance, pictureBefore, say } from '../../scene/index.ts';
import type { EventType, TraceEvent } from '../../trace/events.ts';
import type { Pace } from './pacer.ts';
import { PACE, nextStep } from './pacer.ts';

export interface LogEntry {
  readonly seq: number;
  /** Since the first event of the run; never less than the entry before, though processes have clocks of their own. */
  readonly ms: number;
  readonly type: EventType;
  readonly sentence: string;
}

export interface PlayedMove extends Move {
  readonly id: string;
}

export interface Stage {
  /** No motion wanted, or nobody there to see it: everything is applied at once. */
  readonly still: () => boolean;
  /** Runs a task after `ms`; the result takes it back. */
  readonly later: (task: () => void, ms: number) => () => void;
}

export const LOG_MAX = 400;
/** So many events that nobody reads them one by one; the wire has its own view. */
const UNLOGGED: ReadonlySet<EventType> = new Set(['frame']);

export class ScenePlayer {
  readonly #language: SceneLanguage;
  readonly #stage: Stage;
  readonly #pace: Pace;
  #waiting: TraceEvent[] = [];
  #cancel: (() => void) | undefined;
  #startedAt: number | undefined;

  picture = $state.raw<Picture>(EMPTY_PICTURE);
  moves = $state.raw<readonly PlayedMove[]>([]);
  log = $state.raw<readonly LogEntry[]>([]);
  /** Entries that are no longer in the log. */
  dropped = $state(0);

  constructor(language: SceneLanguage, stage: Stage, pace: Pace = PACE) {
    this.#language = language;
    this.#stage = stage;
    this.#pace = pace;
  }

  push(event: TraceEvent): void {
    if (UNLOGGED.has(event.type)) return;
    this.#waiting.push(event);
    this.#cancel ??= this.#stage.later(() => this.#play(), this.#pace.gatherMs);
  }

  reset(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = [];
    this.#startedAt = undefined;
    this.picture = pictureBefore(this.picture);
    this.moves = [];
    this.log = [];
    this.dropped = 0;
  }

  #play(): void {
    this.#cancel = undefined;
    const pace = this.#stage.still() ? { ...this.#pace, jump: 0 } : this.#pace;
    const step = nextStep(this.#waiting, this.picture, pace, advance);
    this.#write(step.events);
    this.moves = step.moves.map((move, index) => ({ ...move, id: `${step.events.at(-1)?.seq ?? 0}.${index}` }));
    if (this.#waiting.length > 0 || this.moves.length > 0) {
      this.#cancel = this.#stage.later(() => this.#play(), this.#pace.stepMs);
    }
  }

  /** The sentences need the picture as it was before each event; without a word to say, one batch does. */
  #write(events: readonly TraceEvent[]): void {
    const skipped = Math.max(0, events.length - LOG_MAX);
    let picture = advance(this.picture, events.slice(0, skipped));
    const entries: LogEntry[] = [];
    let latest = this.log.at(-1)?.ms ?? 0;
    for (const event of events.slice(skipped)) {
      this.#startedAt ??= event.at;
      const sentence = say(event, picture, this.#language);
      latest = Math.max(latest, event.at - this.#startedAt);
      entries.push({ seq: event.seq, ms: latest, type: event.type, sentence });
      picture = advance(picture, [event]);
    }
    // who is going to receive is known as soon as it has happened: they needn't change sides when it is shown
    this.picture = { ...picture, receivers: advance(picture, this.#waiting).receivers };
    const log = [...this.log, ...entries];
    this.dropped += skipped + Math.max(0, log.length - LOG_MAX);
    this.log = log.slice(-LOG_MAX);
  }
}
