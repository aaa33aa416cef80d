/** The one implementation of `Watch`: whoever holds the `WatchedValue` may set it, everyone else only looks. */
import type { Unsubscribe, Watch } from './runtime.ts';

export class WatchedValue<T> implements Watch<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Tells every listener, unless the value is the same one. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    // a copy: a listener may leave, or set the value anew, while it is being told
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener) && Object.is(this.#value, value)) listener(value);
    }
  }

  subscribe(listener: (value: T) => void): Unsubscribe {
    // wrapped, so that one function may subscribe twice
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    listener(this.#value);
    return () => void this.#listeners.delete(entry);
  }
}

/**
 * Settles with the first value that `wanted` accepts, the present one included.
 * @throws the signal's reason once it is aborted
 */
export async function until<T>(watch: Watch<T>, wanted: (value: T) => boolean, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  let settle: { resolve(value: T): void; reject(reason: unknown): void } | undefined;
  const found = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  const abort = (): void => settle?.reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const stop = watch.subscribe((value) => {
    if (wanted(value)) settle?.resolve(value);
  });
  try {
    return await found;
  } finally {
    stop();
    signal?.removeEventListener('abort', abort);
  }
}
