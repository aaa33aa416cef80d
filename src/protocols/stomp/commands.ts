/** What a client may ask for once it is connected: one function for each command. They throw what the ERROR says. */
import { quoted, StompError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';
import type { StompHost } from './host.ts';
import { booleanHeader } from './properties.ts';
import { send } from './sending.ts';
import { subscribe, unsubscribe } from './subscribing.ts';
import { parseMessageId } from './subscriptions.ts';

/** What it returns is done once the receipt has gone out, and told as an error after it should it fail. */
type Handler = (host: StompHost, frame: StompCommand) => (() => void) | void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  SEND: send,
  SUBSCRIBE: subscribe,
  UNSUBSCRIBE: unsubscribe,
  ACK: settle,
  NACK: settle,
  BEGIN: (host, frame) => host.transactions.begin(transactionOf(frame)),
  COMMIT: (host, frame) => host.transactions.commit(transactionOf(frame)),
  ABORT: (host, frame) => host.transactions.abort(transactionOf(frame)),
};

export function handle(host: StompHost, frame: StompCommand): (() => void) | undefined {
  const handler = Object.hasOwn(HANDLERS, frame.command) ? HANDLERS[frame.command] : undefined;
  if (handler !== undefined) return handler(host, frame) ?? undefined;
  throw new StompError('Bad command', `Could not interpret command ${quoted(frame.command)}\n`);
}

/** With `ack:client` it settles everything the connection was given up to there. */
function settle(host: StompHost, frame: StompCommand): (() => void) | undefined {
  const { broker, deliveries, subscriptions, transactions } = host;
  const name = host.version === '1.2' ? 'id' : 'message-id';
  const value = header(frame, name);
  const must = `${quoted(frame.command)} must include`;
  if (value === undefined) throw new StompError('Missing header', `${must} the ${quoted(name)} header\n`);
  const message = parseMessageId(value);
  if (message === undefined) throw new StompError('Invalid header', `${must} a valid ${quoted(name)} header\n`);
  const subscription = subscriptions.get(message.tag);
  if (subscription === undefined) {
    throw new StompError('Subscription not found', `Message with id ${quoted(value)} has no subscription`);
  }
  const requeue = booleanHeader(frame, 'requeue') ?? true;
  const how = frame.command === 'ACK' ? 'ack' : requeue ? 'requeue' : 'reject';
  const multiple = subscription.ack === 'client';
  return transactions.schedule(frame, () => broker.settleAll(deliveries.take(message.delivery, multiple), how));
}

function transactionOf(frame: StompCommand): string {
  const name = header(frame, 'transaction');
  if (name !== undefined) return name;
  throw new StompError('Missing transaction', `${quoted(frame.command)} must include a 'transaction' header\n`);
}
