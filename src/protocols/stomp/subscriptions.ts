/** What a subscription is to the broker: a consumer, named by the client's id or else by the destination. */
import type { Consumer } from '../../broker/index.ts';
import { TEMP_QUEUE } from './destinations.ts';
import { processingError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';

export type AckMode = 'auto' | 'client' | 'client-individual';

export interface Subscription {
  readonly tag: string;
  /** For the `subscription` header; a subscription without an id has none. */
  readonly id: string | undefined;
  readonly ack: AckMode;
  readonly destination: string;
  /** How error texts name it. */
  readonly description: string;
  readonly consumer: Consumer;
}

export interface SubscriptionName {
  readonly tag: string;
  readonly id: string | undefined;
  readonly description: string;
}

/** `reserved`: an id that begins as the broker's own do; undefined: the frame has neither id nor destination. */
export function nameOf(frame: StompCommand): SubscriptionName | 'reserved' | undefined {
  const id = header(frame, 'id');
  if (id !== undefined) {
    return id.startsWith(TEMP_QUEUE) ? 'reserved' : { tag: `T_${id}`, id, description: `id='${id}'` };
  }
  const destination = header(frame, 'destination');
  if (destination === undefined) return undefined;
  return { tag: `Q_${destination}`, id: undefined, description: `destination='${destination}'` };
}

export function ackModeOf(frame: StompCommand): AckMode {
  const mode = header(frame, 'ack') ?? 'auto';
  if (mode === 'auto' || mode === 'client' || mode === 'client-individual') return mode;
  throw processingError();
}

const SEPARATOR = '@@';

export function messageId(tag: string, session: string, delivery: number): string {
  return [tag, session, delivery].join(SEPARATOR);
}

/** Whose session it was does not matter to RabbitMQ. Undefined: it is not of our making. */
export function parseMessageId(text: string): { readonly tag: string; readonly delivery: number } | undefined {
  const [tag, session, delivery, ...rest] = text.split(SEPARATOR);
  if (tag === undefined || session === undefined || delivery === undefined || rest.length > 0) return undefined;
  if (!/^[+-]?\d+$/.test(delivery)) throw processingError();
  return { tag, delivery: Number(delivery) };
}
