/** Newest wins: a later call aborts the one before and starts when that one has let go, so two never interleave. */
export type Task<T> = (signal: AbortSignal) => Promise<T>;

/**
 * @returns a function that runs a task; the promise of one that was overtaken rejects with an `AbortError`.
 */
export function latest(): <T>(task: Task<T>, signal?: AbortSignal) => Promise<T> {
  let newest: AbortController | undefined;
  let before: Promise<unknown> = Promise.resolve();

  return (task, signal) => {
    newest?.abort(new DOMException('A newer call took its place.', 'AbortError'));
    const controller = (newest = new AbortController());
    const either = signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]);
    const result = before.then(() => {
      either.throwIfAborted();
      return task(either);
    });
    before = result.catch(() => undefined);
    return result;
  };
}
