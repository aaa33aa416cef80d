/** From an exchange to queues: over exchanges bound to exchanges, round in circles once only, a queue at most once. */
import { Exchange } from './exchange.ts';
import type { Properties } from './message.ts';
import type { Queue } from './queue.ts';

export interface Routes {
  exchange(name: string): Exchange | undefined;
  /** The default exchange: every queue is bound to it by its name. */
  queue(name: string): Queue | undefined;
}

/** The queues that get a message with these keys, in the order in which they were found. */
export function route(routes: Routes, from: Exchange, keys: readonly string[], properties: Properties): Set<Queue> {
  const queues = new Set<Queue>();
  // The way that most messages go, without any bookkeeping.
  if (from.name === '' && keys.length === 1) {
    const queue = routes.queue(keys[0] as string);
    if (queue !== undefined) queues.add(queue);
    return queues;
  }
  const seen = new Set<Exchange>([from]);
  const enter = (exchange: Exchange | undefined): void => {
    if (exchange !== undefined) seen.add(exchange);
  };
  // A Set may grow while it is walked: exchanges found on the way are walked too.
  for (const exchange of seen) {
    let found = false;
    for (const key of keys) {
      if (exchange.name === '') {
        const queue = routes.queue(key);
        if (queue !== undefined) queues.add(queue);
        found ||= queue !== undefined;
        continue;
      }
      exchange.find(key, properties, ({ target }) => {
        found = true;
        if (target instanceof Exchange) enter(target);
        else queues.add(target);
      });
    }
    if (!found && exchange.alternate !== undefined) enter(routes.exchange(exchange.alternate));
  }
  return queues;
}
