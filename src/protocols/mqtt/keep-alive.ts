/** Ends a connection on which nothing has come for one and a half times as long as was agreed [MQTT-3.1.2-22]. */
import type { Clock } from '../../broker/index.ts';

export interface KeepAliveOptions {
  readonly clock: Clock;
  /** 0: it may be silent for ever. */
  readonly seconds: number;
  lost(): void;
}

export class KeepAlive {
  readonly #options: KeepAliveOptions;
  #heardAt: number;
  #timer: unknown;

  constructor(options: KeepAliveOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
    if (options.seconds > 0) this.#watch(this.#patienceMs);
  }

  heard(): void {
    this.#heardAt = this.#options.clock.now();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #patienceMs(): number {
    return this.#options.seconds * 1500;
  }

  #watch(delayMs: number): void {
    const { clock, lost } = this.#options;
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      const left = this.#heardAt + this.#patienceMs - clock.now();
      if (left > 0) this.#watch(left);
      else lost();
    }, delayMs);
  }
}
