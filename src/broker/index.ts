/** The core's door: everything a protocol's session needs, and nothing else of what is behind it. */
export { Broker, type BrokerOptions, type Publication } from './broker.ts';
export type { Clock } from './clock.ts';
export { type Consumer, type ConsumeOptions, Credit, type Receiver, type ReplyReceiver } from './consumer.ts';
export type { Outcome } from './distribution.ts';
export type { Delivery, Settlement } from './entry.ts';
export {
  BrokerError,
  type BrokerErrorCode,
  type BrokerErrorDetails,
  type Difference,
  type Problem,
  type QueueType,
} from './errors.ts';
export type { Exchange } from './exchange.ts';
export type { Admission, Intake } from './intake.ts';
export type { Remembered } from './last-messages.ts';
export { BROKER_LIMITS, type BrokerLimit } from './limits.ts';
export { type Message, type Properties, PROPERTY_NAMES, withProperties } from './message.ts';
export { type Profile, PROFILES } from './profile.ts';
export type { Queue } from './queue.ts';
export { TopicTree, type TopicSyntax } from './topic-tree.ts';
export type { BindingRequest, ExchangeRequest, QueueRequest } from './topology.ts';
export * from './values.ts';
