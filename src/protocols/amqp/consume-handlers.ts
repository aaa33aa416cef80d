/** basic.qos, consume, cancel and get: how messages come to a client. */
import { Credit, isInteger, type Receiver } from '../../broker/index.ts';
import { typeName } from '../refusals.ts';
import { type Channel, outgoing } from './channel.ts';
import { AmqpError } from './errors.ts';
import type { Fields } from './frames.ts';
import type { Handlers } from './handlers.ts';
import { REPLY_TO } from './publishing.ts';

export const CONSUME_HANDLERS: Handlers = {
  'basic.qos'(channel, { prefetchSize, prefetchCount, global }) {
    if (prefetchSize !== 0) throw new AmqpError('NOT_IMPLEMENTED', `prefetch_size!=0 (${prefetchSize})`);
    // RabbitMQ 4.x denies credit for a whole channel, and takes it for each consumer's. Not recorded.
    if (global && channel.host.profile === '3.10') shareCredit(channel, prefetchCount);
    else channel.prefetch = prefetchCount;
    channel.send('basic.qos-ok', {});
  },

  'basic.consume'(channel, fields) {
    const consumerTag = fields.consumerTag === '' ? channel.broker.uniqueName('amq.ctag-') : fields.consumerTag;
    if (channel.consumers.has(consumerTag) || channel.replyConsumer?.tag === consumerTag) {
      throw new AmqpError('NOT_ALLOWED', `attempt to reuse consumer tag '${consumerTag}'`);
    }
    if (fields.queue === REPLY_TO) consumeReplies(channel, fields, consumerTag);
    else consume(channel, fields, consumerTag);
  },

  'basic.cancel'(channel, { consumerTag, noWait }) {
    const consumer = channel.consumers.get(consumerTag);
    channel.consumers.delete(consumerTag);
    if (channel.replyConsumer?.tag === consumerTag) {
      channel.broker.closeReplyBox(channel.replyConsumer.box);
      channel.replyConsumer = undefined;
    }
    if (!noWait) channel.send('basic.cancel-ok', { consumerTag });
    if (consumer !== undefined) channel.broker.cancel(consumer);
  },

  'basic.get'(channel, { queue, noAck }) {
    const { connection } = channel.host;
    const delivery = channel.broker.fetch(channel.queueName(queue), { connection, held: !noAck });
    if (delivery === undefined) return channel.send('basic.get-empty', { reserved1: '' });
    const { message, redelivered } = delivery;
    const { exchange, key: routingKey, body } = message;
    const deliveryTag = noAck ? channel.deliveries.count() : channel.deliveries.hold(delivery);
    const messageCount = delivery.queue.readyCount;
    const got = { deliveryTag, redelivered, exchange, routingKey, messageCount };
    channel.sendContent('basic.get-ok', got, outgoing(delivery), body);
  },
};

function consume(channel: Channel, fields: Fields<'basic.consume'>, consumerTag: string): void {
  const { broker, host, prefetch, credit } = channel;
  const { noAck, exclusive, noWait } = fields;
  const queue = channel.queueName(fields.queue);
  const receiver: Receiver = {
    deliver: (delivery) => channel.deliver(consumerTag, delivery, !noAck),
    cancelled: () => {
      channel.consumers.delete(consumerTag);
      if (host.cancelNotify) channel.send('basic.cancel', { consumerTag, noWait: true });
    },
  };
  const options = {
    queue,
    connection: host.connection,
    name: consumerTag,
    ack: noAck ? ('auto' as const) : ('manual' as const),
    prefetch,
    exclusive,
    priority: priorityOf(fields, queue),
    ...(credit === undefined ? {} : { credit }),
  };
  const consumer = broker.consume(options, receiver);
  channel.consumers.set(consumerTag, consumer);
  if (!noWait) channel.send('basic.consume-ok', { consumerTag });
  if (!host.congested) consumer.resume();
}

function consumeReplies(channel: Channel, { noAck, noWait }: Fields<'basic.consume'>, consumerTag: string): void {
  if (!noAck) throw new AmqpError('PRECONDITION_FAILED', 'reply consumer cannot acknowledge');
  if (channel.replyConsumer !== undefined) throw new AmqpError('PRECONDITION_FAILED', 'reply consumer already set');
  const { connection } = channel.host;
  const box = channel.broker.openReplyBox(`${REPLY_TO}.`, {
    name: consumerTag,
    connection,
    reply: (message) => channel.deliverReply(consumerTag, message),
  });
  channel.replyConsumer = { tag: consumerTag, box };
  if (!noWait) channel.send('basic.consume-ok', { consumerTag });
}

function priorityOf({ arguments: table }: Fields<'basic.consume'>, queue: string): number {
  const priority = table.get('x-priority');
  if (priority === undefined) return 0;
  if (isInteger(priority)) return Number(priority.value);
  const text = `invalid arg 'x-priority' for queue '${queue}' in vhost '/': "expected integer, got ${typeName(priority)}"`;
  throw new AmqpError('PRECONDITION_FAILED', text);
}

function shareCredit(channel: Channel, limit: number): void {
  if (channel.credit === undefined) channel.credit = new Credit(limit);
  else channel.credit.setLimit(limit);
}
