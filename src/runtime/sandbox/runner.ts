/**
 * The frame that is there now, and the watch over it: a program may exhaust its memory or flood it with messages. Then
 * the frame is given up with all that ran in it, and another one takes its place; the page lives on.
 */
import { type Frame, openFrame } from './frame.ts';
import { HEARTBEAT_MS } from './limits.ts';
import type { HostMessage, PageMessage, StartMessage } from './messages.ts';

/** Questions without an answer after which the frame is given up. */
const SILENCES_MAX = 4;

export interface RunnerOptions {
  readonly start: Omit<StartMessage, 'type'>;
  readonly onMessage: (message: HostMessage) => void;
  /** The frame is lost with everything in it; `reopened` settles when there is another one. */
  readonly onLost: (why: string, reopened: Promise<void>) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #closing = new AbortController();
  #frame: Frame | undefined;
  #opening: Promise<void>;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #asked = 0;
  #answered = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#opening = this.#open();
  }

  /** Settles when there is a frame. @throws Error where none could be made */
  get ready(): Promise<void> {
    return this.#opening;
  }

  post(message: PageMessage): void {
    this.#frame?.post(message);
  }

  /** Gives the frame up, whatever runs in it. */
  lose(why: string): void {
    if (this.#frame === undefined || this.#closing.signal.aborted) return;
    this.#drop();
    this.#opening = this.#open();
    this.#opening.catch(() => undefined); // told to whoever waits for it
    this.#options.onLost(why, this.#opening);
  }

  close(): void {
    this.#closing.abort(new DOMException('The runtime was disposed.', 'AbortError'));
    this.#drop();
  }

  async #open(): Promise<void> {
    const { start, onMessage } = this.#options;
    const frame = await openFrame({
      start,
      signal: this.#closing.signal,
      onMessage: (message) => (message.type === 'pong' ? (this.#answered = message.id) : onMessage(message)),
    });
    this.#frame = frame;
    this.#asked = 0;
    this.#answered = 0;
    this.#pulse = setInterval(() => this.#ask(), HEARTBEAT_MS);
  }

  #ask(): void {
    if (this.#asked - this.#answered >= SILENCES_MAX) return this.lose('it does not answer any more');
    this.#asked += 1;
    this.post({ type: 'ping', id: this.#asked });
  }

  #drop(): void {
    clearInterval(this.#pulse);
    this.#frame?.remove();
    this.#frame = undefined;
  }
}
