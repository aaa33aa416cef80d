/** What is declared in the broker: exchanges, queues, the ways between them, and who consumes or subscribes. */
import type { Destination, EventOf } from '../trace/events.ts';
import type { Draft } from './draft.ts';
import { markReceiver, ownQueue, seeExchange } from './draft.ts';
import type { ConsumerPicture } from './picture.ts';
import { bindingKey, consumerKey, subscriptionKey } from './picture.ts';

type TopologyEvent = EventOf<
  | 'exchange-declared'
  | 'exchange-deleted'
  | 'queue-declared'
  | 'queue-deleted'
  | 'bound'
  | 'unbound'
  | 'consumer-added'
  | 'consumer-cancelled'
>;

export function applyToTopology(draft: Draft, event: TopologyEvent): void {
  switch (event.type) {
    case 'exchange-declared':
      draft.exchanges.set(event.exchange, { name: event.exchange, kind: event.kind, durable: event.durable });
      return;
    case 'exchange-deleted':
      draft.exchanges.delete(event.exchange);
      return unbind(draft, { kind: 'exchange', name: event.exchange });
    case 'queue-declared':
      ownQueue(draft, event.queue).durable = event.durable;
      return;
    case 'queue-deleted':
      draft.queues.delete(event.queue);
      draft.ownQueues.delete(event.queue);
      for (const [id, consumer] of draft.consumers) if (consumer.queue === event.queue) draft.consumers.delete(id);
      return unbind(draft, { kind: 'queue', name: event.queue });
    case 'bound':
      seeExchange(draft, event.source);
      draft.bindings.set(bindingKey(event), {
        source: event.source,
        destination: event.destination,
        key: event.key,
        declared: true,
      });
      return;
    case 'unbound':
      draft.bindings.delete(bindingKey(event));
      return;
    case 'consumer-added': {
      const { consumer, queue, connection, prefetch, ack } = event;
      const added: ConsumerPicture = { consumer, queue, connection, prefetch, ack };
      draft.consumers.set(consumerKey(added), added);
      return markReceiver(draft, connection);
    }
    case 'consumer-cancelled':
      draft.consumers.delete(consumerKey(event));
  }
}

export function applyToChannel(draft: Draft, event: EventOf<'subscribed' | 'unsubscribed' | 'relayed'>): void {
  const { channel, connection } = event;
  switch (event.type) {
    case 'subscribed':
      seeExchange(draft, channel, event.pattern ? 'pattern' : 'channel');
      draft.subscriptions.set(subscriptionKey(event), { channel, connection });
      return markReceiver(draft, connection);
    case 'unsubscribed':
      draft.subscriptions.delete(subscriptionKey(event));
      return;
    case 'relayed': {
      draft.sorting.delete(event.message);
      if (event.pattern === undefined) return;
      // a pattern is not bound to channels: the way shows itself when a message takes it
      const destination: Destination = { kind: 'exchange', name: event.pattern };
      const way = { source: channel, destination, key: event.pattern, declared: false };
      draft.bindings.set(bindingKey(way), way);
    }
  }
}

function unbind(draft: Draft, gone: Destination): void {
  for (const [id, { source, destination }] of draft.bindings) {
    const leadsThere = destination.kind === gone.kind && destination.name === gone.name;
    if (leadsThere || (gone.kind === 'exchange' && source === gone.name)) draft.bindings.delete(id);
  }
}
