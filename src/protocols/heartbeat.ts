/**
 * Signs of life as RabbitMQ handles them on AMQP and STOMP connections: one is sent after half the agreed time in which
 * nothing else was, and a peer from which nothing came in two whole times is gone.
 */
import type { Clock } from '../broker/index.ts';

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** How often the other end wants to hear something; 0: it does not. */
  readonly sendSeconds: number;
  /** How often the other end promised to say something; 0: it did not. */
  readonly receiveSeconds: number;
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

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    if (options.sendSeconds > 0) this.#scheduleSend();
    if (options.receiveSeconds > 0) this.#scheduleWatch();
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
    const { clock, sendSeconds, send } = this.#options;
    this.#sender = clock.setTimeout(() => {
      // The first one comes in any case, as RabbitMQ's does.
      if (this.#first || !this.#sent) send();
      this.#first = false;
      this.#sent = false;
      this.#scheduleSend();
    }, sendSeconds * 500);
  }

  #scheduleWatch(): void {
    const { clock, receiveSeconds, lost } = this.#options;
    this.#watcher = clock.setTimeout(() => {
      this.#silentChecks = this.#received ? 0 : this.#silentChecks + 1;
      this.#received = false;
      if (this.#silentChecks < 2) return this.#scheduleWatch();
      this.stop();
      lost();
    }, receiveSeconds * 1000);
  }
}
