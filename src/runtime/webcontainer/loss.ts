/**
 * Notices that a container is gone: its frame was taken out of the page, it ran out of memory, or it stopped answering.
 * Without this every call would hang in silence.
 */
import type { WebContainer } from '@webcontainer/api';
import type { Unsubscribe } from '../runtime.ts';
import { within } from './deadline.ts';
import type { Limits } from './limits.ts';
import { hostOrigin } from './preflight.ts';

/** As the container says it; a program whose own heap is full says something else and ends alone. */
const OUT_OF_MEMORY = /WebAssembly\.\w+\(\): Out of memory/i;

/** `text` is one that no program of ours printed. */
export const tellsOutOfMemory = (text: string): boolean => OUT_OF_MEMORY.test(text);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class Loss {
  #why: string | undefined;
  readonly #listeners = new Set<(why: string) => void>();
  readonly #stops: Unsubscribe[] = [];

  constructor(client: WebContainer) {
    this.#stops.push(client.on('error', ({ message }) => this.declare(`The container failed: ${message}.`)));
    this.#stops.push(this.#watchFrame());
  }

  /** A sentence once the container is gone. */
  get why(): string | undefined {
    return this.#why;
  }

  /** Calls once, at once where it has happened already. */
  subscribe(listener: (why: string) => void): Unsubscribe {
    if (this.#why !== undefined) listener(this.#why);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  declare(why: string): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    this.stop();
    for (const listener of this.#listeners) listener(why);
    this.#listeners.clear();
  }

  /** Asks again and again for something small, as long as nobody calls what this returns. */
  watchPulse(ask: () => Promise<unknown>, limits: Limits): Unsubscribe {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const beat = async (): Promise<void> => {
      try {
        await within(ask(), { ms: limits.callMs, what: 'A sign of life' });
      } catch (error) {
        if (!stopped) this.declare(`The container does not answer any more: ${messageOf(error)}.`);
        return;
      }
      if (!stopped) timer = setTimeout(() => void beat(), limits.pulseMs);
    };
    timer = setTimeout(() => void beat(), limits.pulseMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops.length = 0;
  }

  /** The client puts its frame straight into the body, which a page transition may replace as a whole. */
  #watchFrame(): Unsubscribe {
    const frame = [...document.querySelectorAll('iframe')].find((each) =>
      each.src.startsWith(`${hostOrigin()}/headless`),
    );
    if (frame === undefined) return () => undefined;
    const observer = new MutationObserver(() => {
      if (!frame.isConnected) this.declare("The container's frame was taken out of the page.");
    });
    observer.observe(document.documentElement, { childList: true });
    observer.observe(document.body, { childList: true });
    return () => observer.disconnect();
  }
}
