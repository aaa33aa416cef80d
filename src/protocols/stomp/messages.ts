/** MESSAGE: what a subscription brings. */
import type { Delivery } from '../../broker/index.ts';
import { formatDestination } from './destinations.ts';
import { type Header, stompFrame } from './frames.ts';
import type { StompHost } from './host.ts';
import { writeHeaders } from './properties.ts';
import { messageId, type Subscription } from './subscriptions.ts';

/** Returns the delivery's number. */
export function deliver(
  host: StompHost,
  { tag, id, ack }: Pick<Subscription, 'tag' | 'id' | 'ack'>,
  delivery: Delivery,
): number {
  const { message, redelivered } = delivery;
  const held = ack !== 'auto';
  const number = held ? host.deliveries.hold(delivery) : host.deliveries.count();
  const name = messageId(tag, host.sessionName, number);
  const headers: Header[] = [
    ...(id === undefined ? [] : [['subscription', id] as const]),
    ['destination', formatDestination(message.exchange, message.key)],
    ['message-id', name],
    ['redelivered', String(redelivered)],
    ...(held && host.version === '1.2' ? [['ack', name] as const] : []),
    ...writeHeaders(message.properties),
  ];
  host.send(stompFrame('MESSAGE', headers, message.body));
  return number;
}
