/** One order for what the broker tells and what the process table sees: numbered as it arrives, timed where it happened. */
import type { TraceBody, TraceEvent, TraceListener } from '../trace/events.ts';
import type { Unsubscribe } from './runtime.ts';

export class TraceHub {
  readonly #listeners = new Set<TraceListener>();
  readonly #now: () => number;
  #seq = 0;

  /** `now`: milliseconds since the Unix epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** An event of the runtime itself. */
  readonly emit = (body: TraceBody): void => this.#tell({ ...body, seq: 0, at: this.#now() });

  /** An event that a broker process has stamped: `at` stays, `seq` counts anew among all. */
  readonly accept = (event: TraceEvent): void => this.#tell(event);

  /** Calls with every event from now on; bound, so that it serves as `Runtime.trace`. */
  readonly listen = (listener: TraceListener): Unsubscribe => {
    const entry: TraceListener = (event) => listener(event);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  #tell(event: TraceEvent): void {
    const numbered = { ...event, seq: ++this.#seq };
    for (const listener of [...this.#listeners]) listener(numbered);
  }
}
