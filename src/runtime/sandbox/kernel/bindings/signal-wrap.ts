/** `internalBinding('signal_wrap')`: `process.on('SIGINT', …)`. */
import { provideBinding } from '../context.ts';
import { watchers } from '../ending.ts';
import { signals } from './constants.ts';
import { Handle } from './handle.ts';
import { UV } from './system-errors.ts';

class Signal extends Handle {
  #name = '';
  onsignal?: (number: number) => void;

  start(number: number): number {
    const name = Object.keys(signals).find((it) => signals[it] === number);
    if (name === undefined || name === 'SIGKILL' || name === 'SIGSTOP') return UV.EINVAL;
    this.#name = name;
    watchers.set(name, () => this.onsignal?.(number));
    this.setActive(true);
    return 0;
  }

  stop(): void {
    watchers.delete(this.#name);
    this.setActive(false);
  }

  protected override onClose(): void {
    this.stop();
  }
}

provideBinding('signal_wrap', { Signal });
