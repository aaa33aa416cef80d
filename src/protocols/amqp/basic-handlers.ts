/** How a client settles what it got, and the modes in which it publishes: ack, nack, reject, recover, confirm, tx. */
import type { Delivery, Settlement } from '../../broker/index.ts';
import type { Channel } from './channel.ts';
import { Confirms } from './confirms.ts';
import { AmqpError } from './errors.ts';
import type { Handlers } from './handlers.ts';
import { send } from './publishing.ts';
import { Transaction } from './transaction.ts';

export const BASIC_HANDLERS: Handlers = {
  'basic.ack'(channel, { deliveryTag, multiple }) {
    settle(channel, deliveryTag, multiple, 'ack');
  },

  'basic.nack'(channel, { deliveryTag, multiple, requeue }) {
    settle(channel, deliveryTag, multiple, requeue ? 'requeue' : 'reject');
  },

  'basic.reject'(channel, { deliveryTag, requeue }) {
    settle(channel, deliveryTag, false, requeue ? 'requeue' : 'reject');
  },

  'basic.recover'(channel, { requeue }) {
    recover(channel, requeue);
    channel.send('basic.recover-ok', {});
  },

  'basic.recover-async'(channel, { requeue }) {
    recover(channel, requeue);
  },

  'channel.flow'(channel, { active }) {
    if (!active) throw new AmqpError('NOT_IMPLEMENTED', 'active=false');
    channel.send('channel.flow-ok', { active });
  },

  'confirm.select'(channel, { noWait }) {
    if (channel.transaction !== undefined) {
      throw new AmqpError('PRECONDITION_FAILED', 'cannot switch from tx to confirm mode');
    }
    channel.confirms ??= new Confirms();
    if (!noWait) channel.send('confirm.select-ok', {});
  },

  'tx.select'(channel) {
    if (channel.confirms !== undefined) {
      throw new AmqpError('PRECONDITION_FAILED', 'cannot switch from confirm to tx mode');
    }
    channel.transaction ??= new Transaction();
    channel.send('tx.select-ok', {});
  },

  'tx.commit'(channel) {
    let complete = true;
    transactionOf(channel).commit(
      (publication) => (complete = send(channel, publication) !== 'rejected' && complete),
      (taken, how) => settleTaken(channel, taken, how),
    );
    if (!complete) throw new AmqpError('PRECONDITION_FAILED', 'partial tx completion');
    channel.send('tx.commit-ok', {});
  },

  'tx.rollback'(channel) {
    channel.deliveries.putBack(transactionOf(channel).rollback());
    channel.send('tx.rollback-ok', {});
  },

  /** Long deprecated; RabbitMQ grants what is asked for. */
  'access.request'(channel) {
    channel.send('access.request-ok', { ticket: 1 });
  },
};

function settle(channel: Channel, tag: number, multiple: boolean, how: Settlement): void {
  const { deliveries, transaction, broker } = channel;
  if (multiple) {
    const taken = deliveries.takeUpTo(tag);
    if (transaction === undefined) settleTaken(channel, taken, how);
    else transaction.settle(taken, how);
    return;
  }
  const delivery = deliveries.take(tag);
  if (transaction === undefined) broker.settle(delivery, how);
  else transaction.settle([[tag, delivery]], how);
}

function settleTaken(channel: Channel, taken: readonly (readonly [number, Delivery])[], how: Settlement): void {
  channel.broker.settleAll(
    taken.map(([, delivery]) => delivery),
    how,
  );
}

function recover(channel: Channel, requeue: boolean): void {
  if (!requeue) throw new AmqpError('NOT_IMPLEMENTED', 'requeue=false');
  settleTaken(channel, channel.deliveries.takeAll(), 'return');
}

function transactionOf(channel: Channel): Transaction {
  if (channel.transaction === undefined) throw new AmqpError('PRECONDITION_FAILED', 'channel is not transactional');
  return channel.transaction;
}
