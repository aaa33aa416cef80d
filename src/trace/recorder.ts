/**
 * Stamps what happens and keeps the newest of it: the one place where an event gets its number and its time.
 * The ring is bounded, so a lab that runs for an hour costs as much memory as one that runs for a minute.
 */
import type { TraceBody, TraceEvent, TraceListener } from './events.ts';

export interface RecorderOptions {
  /** How many events are kept; older ones are forgotten. */
  readonly capacity?: number;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

export const RING_EVENTS = 10_000;

export class Recorder {
  readonly #capacity: number;
  readonly #now: () => number;
  readonly #listeners = new Set<TraceListener>();
  #ring: TraceEvent[] = [];
  #oldest = 0;
  #seq = 0;

  constructor(options: RecorderOptions = {}) {
    this.#capacity = options.capacity ?? RING_EVENTS;
    this.#now = options.now ?? Date.now;
  }

  /** Hands in one event; bound, so that it can be passed on as an `Emit`. */
  readonly emit = (body: TraceBody): void => {
    const event = { seq: ++this.#seq, at: this.#now(), ...body } as TraceEvent;
    this.#keep(event);
    for (const listener of this.#listeners) listener(event);
  };

  /** The events still kept, oldest first. */
  events(): TraceEvent[] {
    return [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)];
  }

  /** Calls with every event from now on, in order; returns how to stop. */
  listen(listener: TraceListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #keep(event: TraceEvent): void {
    if (this.#capacity === 0) return;
    if (this.#ring.length < this.#capacity) {
      this.#ring.push(event);
      return;
    }
    this.#ring[this.#oldest] = event;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }
}
