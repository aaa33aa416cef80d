/** Where each message lies: in an exchange for a moment, then in queues, waiting or unacknowledged. */
import type { Destination, EventOf } from '../trace/events.ts';
import type { Draft } from './draft.ts';
import { ownQueue, seeExchange } from './draft.ts';
import { bindingKey, consumerKey } from './picture.ts';

export function applyToQueue(
  draft: Draft,
  event: EventOf<'enqueued' | 'requeued' | 'delivered' | 'acked' | 'nacked' | 'expired' | 'dropped' | 'dead-lettered'>,
): void {
  const { message } = event;
  const queue = event.queue === undefined ? undefined : ownQueue(draft, event.queue);
  if (event.type === 'enqueued') draft.sorting.delete(message);
  if (event.type === 'dropped') draft.sorting.delete(message);
  queue?.ready.delete(message);
  queue?.requeued.delete(message);
  queue?.unacked.delete(message);
  switch (event.type) {
    case 'enqueued':
      queue?.ready.add(message);
      return;
    case 'requeued':
      queue?.requeued.add(message);
      return;
    case 'delivered':
      if (draft.consumers.get(consumerKey(event))?.ack !== 'auto') queue?.unacked.set(message, event.connection);
      return;
    case 'nacked':
      // its way back is told by `requeued`; until then the queue still answers for it
      if (event.requeue) queue?.unacked.set(message, event.connection);
      return;
    case 'dead-lettered':
      seeExchange(draft, event.exchange);
      draft.sorting.set(message, event.exchange);
      return;
    case 'acked':
    case 'expired':
    case 'dropped':
  }
}

/** A routed message shows a way from the exchange to each queue; the default exchange's ways are never declared. */
export function route(draft: Draft, event: EventOf<'routed'>): void {
  const source = draft.sorting.get(event.message);
  draft.sorting.delete(event.message);
  if (source === undefined) return;
  for (const name of event.queues) {
    const destination: Destination = { kind: 'queue', name };
    const known = [...draft.bindings.values()].some(
      (binding) =>
        binding.source === source && binding.destination.kind === 'queue' && binding.destination.name === name,
    );
    const used = { source, destination, key: name, declared: false };
    if (!known) draft.bindings.set(bindingKey(used), used);
  }
}
