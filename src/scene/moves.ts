/** What an event sets in motion between two stations of the picture. */
import type { TraceEvent } from '../trace/events.ts';
import type { Picture } from './picture.ts';
import { processOf } from './picture.ts';

/** Name of a box in the drawing, made by `station`. */
export type Station = string;
export type StationKind = 'process' | 'port' | 'exchange' | 'queue';
export const station = (kind: StationKind, name: string | number): Station => `${kind}:${name}`;

/**
 * `message` is a letter on its way; `receipt` a word about one on its way back (ack, confirm); `return` a letter
 * on its way back (nack with requeue, unroutable and mandatory); `call` a connection being opened past any broker.
 */
export interface Move {
  readonly kind: 'message' | 'receipt' | 'return' | 'call';
  /** 0 for a `call`. */
  readonly message: number;
  readonly from: Station;
  readonly to: Station;
}

/** `before` is the picture without `event` in it: where things stood when they set out. */
export function movesOf(before: Picture, event: TraceEvent): readonly Move[] {
  switch (event.type) {
    case 'published':
      return between('message', event.message, client(before, event.connection), station('exchange', event.exchange));
    case 'routed': {
      const exchange = before.sorting.get(event.message);
      if (exchange === undefined) return [];
      const from = station('exchange', exchange);
      return event.queues.flatMap((queue) => between('message', event.message, from, station('queue', queue)));
    }
    case 'delivered':
      return between('message', event.message, station('queue', event.queue), client(before, event.connection));
    case 'relayed': {
      const from = station('exchange', event.channel);
      const to = client(before, event.connection);
      if (event.pattern === undefined) return between('message', event.message, from, to);
      const pattern = station('exchange', event.pattern);
      return [...between('message', event.message, from, pattern), ...between('message', event.message, pattern, to)];
    }
    case 'acked':
      return between('receipt', event.message, client(before, event.connection), station('queue', event.queue));
    case 'nacked': {
      const kind = event.requeue ? 'return' : 'receipt';
      return between(kind, event.message, client(before, event.connection), station('queue', event.queue));
    }
    case 'confirmed':
    case 'returned': {
      const exchange = lastExchange(before, event.connection);
      const kind = event.type === 'confirmed' ? 'receipt' : 'return';
      return between(kind, event.message, exchange, client(before, event.connection));
    }
    case 'dead-lettered':
      return between('message', event.message, station('queue', event.queue), station('exchange', event.exchange));
    case 'process-connected': {
      if (before.broker?.ports.includes(event.remotePort)) return [];
      return between('call', 0, station('process', event.process), listenerOn(before, event.remotePort));
    }
    default:
      return [];
  }
}

/** The station that a connection to `port` reaches: whoever listens there, or the bare port. */
export function listenerOn(picture: Picture, port: number): Station {
  const listeners = [...picture.processes.values()].filter((process) => process.listens.includes(port));
  const listener = listeners.find((process) => process.exit === undefined) ?? listeners[0];
  return listener ? station('process', listener.name) : station('port', port);
}

const client = (picture: Picture, connection: string | undefined): Station | undefined => {
  const process = processOf(picture, connection);
  return process === undefined ? undefined : station('process', process);
};

const lastExchange = (picture: Picture, connection: string): Station | undefined => {
  const used = [...picture.publishers.values()].filter((publisher) => publisher.connection === connection).at(-1);
  return used && station('exchange', used.exchange);
};

const between = (
  kind: Move['kind'],
  message: number,
  from: Station | undefined,
  to: Station | undefined,
): readonly Move[] => (from === undefined || to === undefined ? [] : [{ kind, message, from, to }]);
