/** A message from its sender: what the channel checks, where else its headers want it, and what the sender is told. */
import {
  EMPTY_TABLE,
  isList,
  type Outcome,
  type Properties,
  type Publication,
  type Table,
  withProperties,
} from '../../broker/index.ts';
import type { Channel } from './channel.ts';
import type { Content } from './content.ts';
import { AmqpError } from './errors.ts';
import { MESSAGE_BYTES_MAX } from './limits.ts';

/** Consume it to get answers without a queue; name it in reply_to to have them sent there. */
export const REPLY_TO = 'amq.rabbitmq.reply-to';

export function publish(channel: Channel, content: Content): void {
  const publication = accept(channel, content);
  if (channel.transaction === undefined) send(channel, publication);
  else channel.transaction.publish(publication);
}

/** Into the broker, and back to the sender what it asked to hear. */
export function send(channel: Channel, publication: Publication): Outcome {
  const outcome = channel.broker.publish(publication);
  if (outcome === 'unroutable' && publication.mandatory === true) giveBack(channel, publication);
  if (channel.confirms !== undefined) confirm(channel, outcome);
  return outcome;
}

/** As soon as it is announced: what is too large need not be gathered first. */
export function checkSize(channel: Channel, bodyBytes: number): void {
  const maximum = MESSAGE_BYTES_MAX[channel.host.profile];
  if (bodyBytes <= maximum) return;
  const text = `message size ${bodyBytes} is larger than configured max size ${maximum}`;
  throw new AmqpError('PRECONDITION_FAILED', text);
}

function accept(channel: Channel, { publish: fields, properties: given, body }: Content): Publication {
  const { broker, host, confirms } = channel;
  const { exchange, routingKey: key, mandatory } = fields;
  if (channel.transaction !== undefined) broker.checkExchange(exchange);
  const { userId } = given;
  if (userId !== undefined && userId !== host.user) {
    const text = `user_id property set to '${userId}' but authenticated user was '${host.user}'`;
    throw new AmqpError('PRECONDITION_FAILED', text);
  }
  const headers = given.headers ?? EMPTY_TABLE;
  const extraKeys = headers.size === 0 ? [] : [...copies(headers, 'CC'), ...copies(headers, 'BCC')];
  const properties = named(channel, headers.has('BCC') ? withoutBcc(given, headers) : given);
  const { connection } = host;
  return { exchange, key, extraKeys, properties, body, connection, mandatory, confirm: confirms !== undefined };
}

/** The keys in a header that holds a list of them. */
function copies(headers: Table, name: 'CC' | 'BCC'): string[] {
  const keys = headers.get(name);
  if (keys === undefined) return [];
  if (isList(keys) && keys.every((key) => typeof key === 'string')) return keys as string[];
  throw new AmqpError('PRECONDITION_FAILED', `invalid message: {unacceptable_type_in_header,"${name}"}`);
}

function withoutBcc(properties: Properties, headers: Table): Properties {
  const shown = new Map(headers);
  shown.delete('BCC');
  return withProperties(properties, { headers: shown });
}

/** The reply address is made one that leads to this channel. */
function named(channel: Channel, properties: Properties): Properties {
  if (properties.replyTo !== REPLY_TO) return properties;
  if (channel.replyConsumer === undefined) {
    throw new AmqpError('PRECONDITION_FAILED', 'fast reply consumer does not exist');
  }
  return withProperties(properties, { replyTo: channel.replyConsumer.box });
}

function giveBack(channel: Channel, { exchange, key, properties, body }: Publication): void {
  const fields = { replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey: key };
  channel.sendContent('basic.return', fields, properties, body);
}

function confirm(channel: Channel, outcome: Outcome): void {
  const { confirms, host } = channel;
  if (confirms === undefined) return;
  if (outcome === 'rejected') {
    for (const frame of confirms.nack(channel.id)) host.send(frame);
    return;
  }
  confirms.ack();
  host.wantsFlush(channel);
}
