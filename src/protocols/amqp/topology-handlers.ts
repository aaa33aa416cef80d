/** exchange.* and queue.* */
import type { BindingRequest } from '../../broker/index.ts';
import type { Channel } from './channel.ts';
import { AmqpError } from './errors.ts';
import type { Fields } from './frames.ts';
import type { Handlers } from './handlers.ts';
import { REPLY_TO } from './publishing.ts';

const oneLine = (name: string): string => name.replace(/[\r\n]/g, '');

export const TOPOLOGY_HANDLERS: Handlers = {
  'exchange.declare'(channel, fields) {
    const { type: kind, durable, autoDelete, internal, arguments: table } = fields;
    const name = oneLine(fields.exchange);
    if (fields.passive) {
      if (name === '') channel.broker.deleteExchange('');
      channel.broker.checkExchange(name);
    } else channel.broker.declareExchange({ name, kind, durable, autoDelete, internal, arguments: table });
    if (!fields.noWait) channel.send('exchange.declare-ok', {});
  },

  'exchange.delete'(channel, fields) {
    channel.broker.deleteExchange(oneLine(fields.exchange), { ifUnused: fields.ifUnused });
    if (!fields.noWait) channel.send('exchange.delete-ok', {});
  },

  'exchange.bind'(channel, fields) {
    channel.broker.bind(exchangeBinding(channel, fields));
    if (!fields.noWait) channel.send('exchange.bind-ok', {});
  },

  'exchange.unbind'(channel, fields) {
    channel.broker.unbind(exchangeBinding(channel, fields));
    if (!fields.noWait) channel.send('exchange.unbind-ok', {});
  },

  'queue.declare'(channel, fields) {
    const declared = declare(channel, fields);
    channel.lastQueue = declared.queue;
    if (!fields.noWait) channel.send('queue.declare-ok', declared);
  },

  'queue.bind'(channel, fields) {
    channel.broker.bind(queueBinding(channel, fields));
    if (!fields.noWait) channel.send('queue.bind-ok', {});
  },

  'queue.unbind'(channel, fields) {
    channel.broker.unbind(queueBinding(channel, fields));
    channel.send('queue.unbind-ok', {});
  },

  'queue.purge'(channel, fields) {
    const messageCount = channel.broker.purge(channel.queueName(fields.queue), channel.host.connection);
    if (!fields.noWait) channel.send('queue.purge-ok', { messageCount });
  },

  'queue.delete'(channel, fields) {
    const { ifUnused, ifEmpty } = fields;
    const { connection } = channel.host;
    const name = channel.queueName(fields.queue);
    const messageCount = channel.broker.deleteQueue(name, { connection, ifUnused, ifEmpty });
    if (!fields.noWait) channel.send('queue.delete-ok', { messageCount });
  },
};

function declare(channel: Channel, fields: Fields<'queue.declare'>): Fields<'queue.declare-ok'> {
  const { broker, host } = channel;
  const name = oneLine(fields.queue);
  if (name.startsWith(REPLY_TO)) {
    if (name !== REPLY_TO && !broker.hasReplyBox(name)) {
      throw new AmqpError('NOT_FOUND', `no queue '${name}' in vhost '/'`);
    }
    return { queue: name, messageCount: 0, consumerCount: 1 };
  }
  const { durable, exclusive, autoDelete, arguments: table } = fields;
  const { connection, profile } = host;
  if (fields.passive) {
    const queue = broker.checkQueue(name, connection);
    return { queue: name, messageCount: queue.readyCount, consumerCount: queue.consumerCount };
  }
  // RabbitMQ 4.x denies queues that are neither durable nor exclusive. Not recorded.
  const mayBeTransient = profile === '3.10';
  const queue = broker.declareQueue({
    name,
    durable,
    exclusive,
    autoDelete,
    arguments: table,
    mayBeTransient,
    connection,
  });
  return { queue: queue.name, messageCount: queue.readyCount, consumerCount: queue.consumerCount };
}

function queueBinding(channel: Channel, fields: Fields<'queue.bind'> | Fields<'queue.unbind'>): BindingRequest {
  const { exchange, routingKey, arguments: table } = fields;
  const name = channel.queueName(fields.queue);
  return {
    source: oneLine(exchange),
    target: { kind: 'queue', name },
    // With neither queue nor key given, the key is the queue's name.
    key: routingKey === '' && fields.queue === '' ? name : routingKey,
    arguments: table,
    connection: channel.host.connection,
  };
}

function exchangeBinding(channel: Channel, fields: Fields<'exchange.bind'>): BindingRequest {
  const { source, destination, routingKey, arguments: table } = fields;
  return {
    source: oneLine(source),
    target: { kind: 'exchange', name: oneLine(destination) },
    key: routingKey,
    arguments: table,
    connection: channel.host.connection,
  };
}
