/**
 * Signs of life on a connection: one is sent after half the agreed time in which nothing else was, and a peer from
 * which nothing came in two whole times is gone.
 */
import type { Clock } from '../../broker/index.ts';

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly seconds: number;
  send(): void;
  lost(): void;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #sent = false;
  #first = true;
  #received = true;
  #silentChecks = 0;
  #sender: unknown;
  #watcher: unknown;

  /** 0 seconds: neither sends nor watches. */
  constructor(options: HeartbeatOptions) {
    this.#options = options;
    if (options.seconds === 0) return;
    this.#scheduleSend();
    this.#scheduleWatch();
  }

  sent(): void {
    this.#sent = true;
  }

  received(): void {
    this.#received = true;
  }

  stop(): void {
    const { clock } = this.#options;
    if (this.#sender !== undefined) clock.clearTimeout(this.#sender);
    if (this.#watcher !== undefined) clock.clearTimeout(this.#watcher);
    this.#sender = undefined;
    this.#watcher = undefined;
  }

  #scheduleSend(): void {
    const { clock, seconds, send } = this.#options;
    this.#sender = clock.setTimeout(() => {
      // The first one comes in any case, as RabbitMQ's does.
      if (this.#first || !this.#sent) send();
      this.#first = false;
      this.#sent = false;
      this.#scheduleSend();
    }, seconds * 500);
  }

  #scheduleWatch(): void {
    const { clock, seconds, lost } = this.#options;
    this.#watcher = clock.setTimeout(() => {
      this.#silentChecks = this.#received ? 0 : this.#silentChecks + 1;
      this.#received = false;
      if (this.#silentChecks < 2) return this.#scheduleWatch();
      this.stop();
      lost();
    }, seconds * 1000);
  }
}
