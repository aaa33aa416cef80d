/** The one line from this worker to the host: reports out, orders in. */
import type { WorkerOrder, WorkerReport } from '../messages.ts';
import { natives } from './natives.ts';

type Handlers = { [T in WorkerOrder['type']]?: (order: Extract<WorkerOrder, { type: T }>, port?: MessagePort) => void };

const handlers: Handlers = {};

export function report(message: WorkerReport): void {
  natives.postMessage(message);
}

/** Each kind of order has one place that acts on it. */
export function onOrder<T extends WorkerOrder['type']>(
  type: T,
  act: (order: Extract<WorkerOrder, { type: T }>, port?: MessagePort) => void,
): void {
  (handlers as Record<string, unknown>)[type] = act;
}

natives.addEventListener('message', (event: MessageEvent<WorkerOrder>) => {
  const act = handlers[event.data.type] as ((order: WorkerOrder, port?: MessagePort) => void) | undefined;
  act?.(event.data, event.ports[0]);
});
