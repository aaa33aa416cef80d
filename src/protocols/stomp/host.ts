/** What the handlers of commands share of the connection around them. */
import type { Deliveries } from './deliveries.ts';
import type { EndpointHost } from './endpoints.ts';
import type { StompFrame } from './frames.ts';
import type { Subscription } from './subscriptions.ts';
import type { Transactions } from './transactions.ts';
import type { StompVersion } from './versions.ts';

export interface StompHost extends EndpointHost {
  readonly version: StompVersion;
  readonly user: string;
  /** Part of every message id. */
  readonly sessionName: string;
  readonly subscriptions: Map<string, Subscription>;
  readonly deliveries: Deliveries;
  readonly transactions: Transactions;
  /** Name after `/temp-queue/` → the queue. */
  readonly replyQueues: Map<string, string>;
  /** Of messages that are sent, told at the end of the tick. */
  readonly pendingReceipts: string[];
  /** Receipts of messages have been asked for. */
  confirming: boolean;
  /** For subscriptions to come; 0 is without limit. */
  prefetch: number;
  /** The peer is behind: consumers start only once it has caught up. */
  readonly congested: boolean;
  send(frame: StompFrame): void;
  /** Ends the connection without a word. */
  breakOff(): void;
}
