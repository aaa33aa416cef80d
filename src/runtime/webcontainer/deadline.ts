/** A promise with an end: what the container may never answer must not be waited for without one. */

export class DeadlineError extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took more than ${ms / 1000} s`);
    this.name = 'DeadlineError';
  }
}

/**
 * `what` names the wait in the error's text.
 * @throws DeadlineError, and the signal's reason where that comes first; `work` itself goes on unwatched.
 */
export async function within<T>(
  work: PromiseLike<T>,
  limit: { readonly ms: number; readonly what: string; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  const { ms, what, signal } = limit;
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
    stop = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal?.removeEventListener('abort', stop);
  }
}
