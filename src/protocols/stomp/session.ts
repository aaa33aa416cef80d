/** One STOMP connection: its login, its life, how errors are told and how it ends. */
import { type Broker, BrokerError, type Clock } from '../../broker/index.ts';
import { Heartbeat } from '../heartbeat.ts';
import type { Peer, Session } from '../protocol.ts';
import { handle } from './commands.ts';
import { Deliveries } from './deliveries.ts';
import { answer, errorFrame, StompError } from './errors.ts';
import { header, type StompCommand, type StompFrame, stompFrame } from './frames.ts';
import { type Agreement, negotiate, serverName, trimmed } from './handshake.ts';
import type { StompHost } from './host.ts';
import { STOMP_LIMITS } from './limits.ts';
import type { Subscription } from './subscriptions.ts';
import { Transactions } from './transactions.ts';
import type { StompVersion } from './versions.ts';

export interface SessionOptions {
  readonly broker: Broker;
  readonly peer: Peer<StompFrame>;
  readonly clock: Clock;
  /** User → password. */
  readonly users: ReadonlyMap<string, string>;
}

export class StompSession implements Session<StompFrame>, StompHost {
  readonly broker: Broker;
  readonly connection: string;
  readonly declared = new Set<string>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly deliveries = new Deliveries();
  readonly transactions = new Transactions();
  readonly replyQueues = new Map<string, string>();
  readonly sessionName: string;
  readonly pendingReceipts: string[] = [];
  confirming = false;
  prefetch = 0;
  congested = false;
  readonly #peer: Peer<StompFrame>;
  readonly #clock: Clock;
  readonly #users: ReadonlyMap<string, string>;
  /** Undefined until the client is let in. */
  #agreement: Agreement | undefined;
  #heartbeat: Heartbeat | undefined;
  #loginDeadline: unknown;
  #closed = false;

  constructor({ broker, peer, clock, users }: SessionOptions) {
    this.broker = broker;
    this.connection = peer.connection;
    this.sessionName = broker.uniqueName('session-');
    this.#peer = peer;
    this.#clock = clock;
    this.#users = users;
    this.#loginDeadline = clock.setTimeout(() => this.breakOff(), STOMP_LIMITS.loginMs);
  }

  get user(): string {
    return this.#agreement?.user ?? '';
  }

  get version(): StompVersion {
    return this.#agreement?.version ?? '1.0';
  }

  receive(frame: StompFrame): void {
    if (this.#closed || frame.kind === 'heart-beat') return;
    try {
      this.#obey(this.version === '1.0' ? trimmed(frame) : frame);
    } catch (error) {
      this.#refuse(error, frame);
    }
  }

  heard(): void {
    this.#heartbeat?.received();
  }

  /** RabbitMQ says nothing to what is not STOMP. */
  fault(): void {
    this.breakOff();
  }

  closed(): void {
    this.#closed = true;
    this.#release();
  }

  shutdown(): void {
    this.breakOff();
  }

  /** As confirms do, the receipts of messages come after what else the tick brings. */
  flush(): void {
    for (const receipt of this.pendingReceipts.splice(0)) this.#giveReceipt(receipt);
  }

  send(frame: StompFrame): void {
    if (this.#closed) return;
    this.#heartbeat?.sent();
    if (this.#peer.send(frame) || this.congested) return;
    this.congested = true;
    for (const { consumer } of this.subscriptions.values()) consumer.pause();
  }

  drained(): void {
    this.congested = false;
    for (const { consumer } of [...this.subscriptions.values()]) consumer.resume();
  }

  breakOff(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#peer.close();
  }

  #obey(frame: StompCommand): void {
    const { command } = frame;
    const connects = command === 'CONNECT' || command === 'STOMP';
    if (this.#agreement === undefined) {
      if (connects) return this.#connect(frame);
      throw new StompError('Illegal command', 'You must log in using CONNECT first');
    }
    // RabbitMQ breaks off here, too.
    if (connects) return this.breakOff();
    if (command === 'DISCONNECT') return this.#disconnect(frame);
    const afterwards = handle(this, frame);
    if (command === 'SEND') return;
    this.#receipt(frame);
    if (afterwards === undefined) return;
    try {
      afterwards();
    } catch (error) {
      this.#refuse(error);
    }
  }

  #connect(frame: StompCommand): void {
    const agreement = negotiate(frame, this.#users);
    const { version, sendSeconds, receiveSeconds } = agreement;
    this.#agreement = agreement;
    this.#clearDeadline();
    this.send(
      stompFrame('CONNECTED', [
        ['server', serverName(this.broker.profile)],
        ['session', this.sessionName],
        ['heart-beat', `${sendSeconds * 1000},${receiveSeconds * 1000}`],
        ['version', version],
      ]),
    );
    this.#heartbeat = new Heartbeat({
      clock: this.#clock,
      sendSeconds,
      receiveSeconds,
      send: () => this.send({ kind: 'heart-beat' }),
      lost: () => this.breakOff(),
    });
  }

  /** What it held is back in its place before the client hears so. */
  #disconnect(frame: StompCommand): void {
    this.#release();
    this.flush();
    this.#receipt(frame);
    this.breakOff();
  }

  #receipt(frame: StompCommand): void {
    const receipt = header(frame, 'receipt');
    if (receipt !== undefined) this.#giveReceipt(receipt);
  }

  #giveReceipt(receipt: string): void {
    this.send(stompFrame('RECEIPT', [['receipt-id', receipt]]));
  }

  /** Of a frame that ends the connection the receipt is given nevertheless, if it has not been. */
  #refuse(error: unknown, frame?: StompCommand): void {
    const refusal = error instanceof BrokerError ? answer(error, this.broker.profile) : error;
    if (!(refusal instanceof StompError)) throw error;
    if (refusal.closes) this.flush();
    this.send(errorFrame(refusal.title, refusal.detail));
    if (!refusal.closes) return;
    this.#release();
    if (frame !== undefined && frame.command !== 'SEND') this.#receipt(frame);
    this.breakOff();
  }

  /** Everything this connection holds in the broker. */
  #release(): void {
    this.#clearDeadline();
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
    for (const { consumer } of this.subscriptions.values()) this.broker.cancel(consumer);
    this.subscriptions.clear();
    this.broker.settleAll(this.deliveries.takeAll(), 'return');
    this.broker.release(this.connection);
  }

  #clearDeadline(): void {
    if (this.#loginDeadline !== undefined) this.#clock.clearTimeout(this.#loginDeadline);
    this.#loginDeadline = undefined;
  }
}
