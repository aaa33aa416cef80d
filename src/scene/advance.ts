/**
 * The reducer: a picture and what happened since → the next picture. Pure for the caller: the picture handed in is
 * never changed. Inside, one batch shares one draft, so that catching up with many events copies each part once.
 */
import type { TraceEvent } from '../trace/events.ts';
import type { Draft } from './draft.ts';
import { draftOf, seeExchange } from './draft.ts';
import { applyToQueue, route } from './messages.ts';
import type { Picture } from './picture.ts';
import { publisherKey } from './picture.ts';
import { applyToProcesses, closeConnection, cutEverything } from './processes.ts';
import { applyToChannel, applyToTopology } from './topology.ts';

export function advance(picture: Picture, events: Iterable<TraceEvent>): Picture {
  const draft = draftOf(picture);
  for (const event of events) apply(draft, event);
  const { ownQueues: _, ...next } = draft;
  return next;
}

function apply(draft: Draft, event: TraceEvent): void {
  switch (event.type) {
    case 'process-started':
    case 'process-exited':
    case 'process-listening':
    case 'process-connected':
      return applyToProcesses(draft, event);
    case 'broker-started':
      draft.broker = { running: true, ports: event.listeners.map((listener) => listener.port) };
      return;
    case 'broker-restarted':
      return cutEverything(draft);
    case 'connection-opened': {
      const process = draft.dialling.get(event.peer.port);
      draft.dialling.delete(event.peer.port);
      draft.connections.set(event.connection, {
        id: event.connection,
        protocol: event.protocol,
        peerPort: event.peer.port,
        ...(process !== undefined && { process }),
      });
      return;
    }
    case 'connection-closed':
      return closeConnection(draft, event.connection);
    case 'exchange-declared':
    case 'exchange-deleted':
    case 'queue-declared':
    case 'queue-deleted':
    case 'bound':
    case 'unbound':
    case 'consumer-added':
    case 'consumer-cancelled':
      return applyToTopology(draft, event);
    case 'subscribed':
    case 'unsubscribed':
    case 'relayed':
      return applyToChannel(draft, event);
    case 'published':
      seeExchange(draft, event.exchange, event.kind);
      draft.sorting.set(event.message, event.exchange);
      if (event.connection !== undefined) {
        const publisher = { connection: event.connection, exchange: event.exchange };
        draft.publishers.set(publisherKey(publisher), publisher);
      }
      return;
    case 'routed':
      return route(draft, event);
    case 'unroutable':
      draft.sorting.delete(event.message);
      return;
    case 'enqueued':
    case 'requeued':
    case 'delivered':
    case 'acked':
    case 'nacked':
    case 'expired':
    case 'dropped':
    case 'dead-lettered':
      return applyToQueue(draft, event);
    case 'frame':
    case 'returned':
    case 'confirmed':
    case 'fault-injected':
      return; // they pass by and leave nothing behind; `movesOf` and `say` show them
    default:
      return unknown(event);
  }
}

/** Does not compile while `apply` leaves out a type of event; a newer trace's unknown events change nothing. */
function unknown(_event: never): void {}
