/** One channel of a connection: its consumers, what it has delivered, and in which mode it publishes. */
import type { Credit } from '../../broker/index.ts';
import {
  type Broker,
  type Consumer,
  type Delivery,
  int64,
  type Message,
  type Profile,
  type Properties,
  withProperties,
} from '../../broker/index.ts';
import type { Confirms } from './confirms.ts';
import { ContentAssembly } from './content.ts';
import { Deliveries } from './deliveries.ts';
import { AmqpError } from './errors.ts';
import { type AmqpFrame, type Fields, FRAME_OVERHEAD_BYTES, method, type MethodName } from './frames.ts';
import type { Transaction } from './transaction.ts';

/** What a channel needs of the connection around it. */
export interface ChannelHost {
  readonly broker: Broker;
  readonly profile: Profile;
  /** Names the connection in the trace, and owns exclusive queues. */
  readonly connection: string;
  readonly user: string;
  readonly frameBytesMax: number;
  readonly cancelNotify: boolean;
  /** The peer is behind: consumers start only once it has caught up. */
  readonly congested: boolean;
  send(frame: AmqpFrame): void;
  /** Has `Channel.flush` called before the frames of this tick go out. */
  wantsFlush(channel: Channel): void;
}

type ContentMethod = 'basic.deliver' | 'basic.get-ok' | 'basic.return';

export class Channel {
  readonly id: number;
  readonly host: ChannelHost;
  readonly deliveries = new Deliveries();
  readonly content = new ContentAssembly();
  readonly consumers = new Map<string, Consumer>();
  /** The one consumer of answers that are sent to `amq.rabbitmq.reply-to`. */
  replyConsumer: { readonly tag: string; readonly box: string } | undefined;
  /** What an empty queue name stands for. */
  lastQueue = '';
  /** For consumers to come. */
  prefetch = 0;
  /** Shared by all consumers of the channel, once it has been asked for. */
  credit: Credit | undefined;
  confirms: Confirms | undefined;
  transaction: Transaction | undefined;
  /** The server has closed it, and waits for close-ok. */
  closing = false;

  constructor(id: number, host: ChannelHost) {
    this.id = id;
    this.host = host;
  }

  get broker(): Broker {
    return this.host.broker;
  }

  send<M extends MethodName>(name: M, fields: Fields<M>): void {
    this.host.send(method(this.id, name, fields));
  }

  /** A method that brings a message: header and bodies follow it, in frames of the size agreed upon. */
  sendContent<M extends ContentMethod>(name: M, fields: Fields<M>, properties: Properties, body: Uint8Array): void {
    const { host, id: channel } = this;
    host.send(method(channel, name, fields));
    host.send({ kind: 'header', channel, classId: 60, bodyBytes: body.length, properties });
    const { frameBytesMax } = host;
    const piece = frameBytesMax === 0 ? body.length : frameBytesMax - FRAME_OVERHEAD_BYTES;
    if (body.length > 0 && body.length <= piece) host.send({ kind: 'body', channel, payload: body });
    else
      for (let at = 0; at < body.length; at += piece) {
        host.send({ kind: 'body', channel, payload: body.subarray(at, at + piece) });
      }
  }

  /** Returns the delivery's tag. */
  deliver(consumerTag: string, delivery: Delivery, held: boolean): number {
    const { message, redelivered } = delivery;
    const deliveryTag = held ? this.deliveries.hold(delivery) : this.deliveries.count();
    const { exchange, key: routingKey } = message;
    const fields = { consumerTag, deliveryTag, redelivered, exchange, routingKey };
    this.sendContent('basic.deliver', fields, outgoing(delivery), message.body);
    return deliveryTag;
  }

  /** A reply comes without a queue. */
  deliverReply(consumerTag: string, { exchange, key: routingKey, properties, body }: Message): number {
    const deliveryTag = this.deliveries.count();
    const fields = { consumerTag, deliveryTag, redelivered: false, exchange, routingKey };
    this.sendContent('basic.deliver', fields, properties, body);
    return deliveryTag;
  }

  /** The queue's name, or that of the last one declared here where it is empty. */
  queueName(name: string): string {
    if (name !== '') return name.replace(/[\r\n]/g, '');
    if (this.lastQueue === '') throw new AmqpError('NOT_FOUND', 'no previously declared queue');
    return this.lastQueue;
  }

  /** The acks that waited for the end of the tick. */
  flush(): void {
    if (this.closing || this.confirms?.waiting !== true) return;
    for (const frame of this.confirms.tell(this.id)) this.host.send(frame);
  }

  pause(): void {
    for (const consumer of this.consumers.values()) consumer.pause();
  }

  resume(): void {
    for (const consumer of [...this.consumers.values()]) consumer.resume();
  }

  /** Consumers stop, and what was not settled goes back to its queue. */
  close(): void {
    const { broker } = this;
    for (const consumer of this.consumers.values()) broker.cancel(consumer);
    this.consumers.clear();
    if (this.replyConsumer !== undefined) broker.closeReplyBox(this.replyConsumer.box);
    this.replyConsumer = undefined;
    const held = [...(this.transaction?.held() ?? []), ...this.deliveries.takeAll()].sort(([a], [b]) => a - b);
    this.transaction = undefined;
    broker.settleAll(
      held.map(([, delivery]) => delivery),
      'return',
    );
  }
}

/** A quorum queue tells how often it has delivered the message before. */
export function outgoing({ message, queue, attempts }: Delivery): Properties {
  if (attempts === 0 || queue.settings.type !== 'quorum') return message.properties;
  const headers = new Map(message.properties.headers).set('x-delivery-count', int64(attempts));
  return withProperties(message.properties, { headers });
}
