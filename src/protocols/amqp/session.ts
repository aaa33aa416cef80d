/** One AMQP connection: its handshake, its channels, and how errors end the one or the other. */
import { type Broker, BrokerError, type Clock, type Profile } from '../../broker/index.ts';
import { Heartbeat } from '../heartbeat.ts';
import type { Peer, Session, WireError } from '../protocol.ts';
import { Channel, type ChannelHost } from './channel.ts';
import { AmqpCodec } from './codec.ts';
import { AmqpError, answer, FrameError, SilentError } from './errors.ts';
import {
  type AmqpFrame,
  type Fields,
  FRAME,
  FRAME_OVERHEAD_BYTES,
  FRAME_TOLERANCE_BYTES,
  idOf,
  method,
  type MethodName,
  PROTOCOL_HEADER,
} from './frames.ts';
import { handle } from './handlers.ts';
import { type Agreement, Handshake } from './handshake.ts';
import { AMQP_LIMITS } from './limits.ts';
import { checkSize, publish } from './publishing.ts';

export interface SessionOptions {
  readonly broker: Broker;
  readonly peer: Peer<AmqpFrame>;
  readonly clock: Clock;
  /** User → password. */
  readonly users: ReadonlyMap<string, string>;
}

/** `closing`: the server has said connection.close and waits for the answer. */
type Phase = 'handshake' | 'open' | 'closing' | 'closed';

export class AmqpSession implements Session<AmqpFrame>, ChannelHost {
  readonly broker: Broker;
  readonly profile: Profile;
  readonly connection: string;
  congested = false;
  readonly #peer: Peer<AmqpFrame>;
  readonly #clock: Clock;
  readonly #handshake: Handshake;
  readonly #channels = new Map<number, Channel>();
  readonly #unflushed = new Set<Channel>();
  #phase: Phase = 'handshake';
  /** The method that a close names, should the present frame be refused. */
  #culprit: MethodName | undefined;
  #agreement: Agreement | undefined;
  #heartbeat: Heartbeat | undefined;
  /** Ends a handshake, a close or a silence that lasts too long. */
  #deadline: unknown;

  constructor({ broker, peer, clock, users }: SessionOptions) {
    this.broker = broker;
    this.profile = broker.profile;
    this.connection = peer.connection;
    this.#peer = peer;
    this.#clock = clock;
    this.#handshake = new Handshake({ profile: broker.profile, users });
    this.#closeAfter(AMQP_LIMITS.handshakeMs);
  }

  get user(): string {
    return this.#agreement?.user ?? '';
  }

  get frameBytesMax(): number {
    return this.#agreement?.frameBytesMax ?? AMQP_LIMITS.frameBytesMax;
  }

  get cancelNotify(): boolean {
    return this.#agreement?.cancelNotify ?? false;
  }

  heard(): void {
    this.#heartbeat?.received();
  }

  receive(frame: AmqpFrame): void {
    if (this.#phase === 'handshake') return this.#greet(frame);
    if (this.#phase === 'closed') return;
    if (this.#phase === 'closing') return this.#awaitCloseOk(frame);
    this.#culprit = frame.kind === 'method' ? frame.method : undefined;
    try {
      this.#checkSize(frame);
      this.#dispatch(frame);
    } catch (error) {
      this.#refuse(error, frame);
    }
  }

  fault(error: WireError): void {
    if (this.#phase === 'handshake') this.#end(PROTOCOL_HEADER);
    else if (error instanceof SilentError) this.#end();
    else if (this.#phase === 'open') {
      const name = error instanceof FrameError ? 'FRAME_ERROR' : 'SYNTAX_ERROR';
      this.#closeConnection(new AmqpError(name, error.message), undefined);
      // Nothing that comes after such a mistake can be understood, not even close-ok.
      this.#closeAfter(AMQP_LIMITS.silentCloseMs);
    }
  }

  closed(): void {
    this.#phase = 'closed';
    this.#release();
  }

  shutdown(): void {
    if (this.#phase !== 'open') return this.#end();
    const text = "broker forced connection closure with reason 'shutdown'";
    this.#closeConnection(new AmqpError('CONNECTION_FORCED', text), undefined);
    this.#end();
  }

  send(frame: AmqpFrame): void {
    if (this.#phase === 'closed') return;
    this.#heartbeat?.sent();
    if (this.#peer.send(frame) || this.congested) return;
    this.congested = true;
    for (const channel of this.#channels.values()) channel.pause();
  }

  drained(): void {
    this.congested = false;
    for (const channel of [...this.#channels.values()]) channel.resume();
  }

  wantsFlush(channel: Channel): void {
    this.#unflushed.add(channel);
  }

  flush(): void {
    if (this.#unflushed.size === 0) return;
    const channels = [...this.#unflushed];
    this.#unflushed.clear();
    if (this.#phase === 'open') for (const channel of channels) channel.flush();
  }

  #greet(frame: AmqpFrame): void {
    const step = this.#handshake.receive(frame);
    if (step.kind === 'send') this.send(step.frame);
    else if (step.kind === 'header') this.#end(PROTOCOL_HEADER);
    else if (step.kind === 'silent') this.#fallSilent();
    else if (step.kind === 'refused') this.#closeConnection(step.error, step.method);
    else if (step.kind === 'opened') this.#open(step.agreement);
  }

  #open(agreement: Agreement): void {
    this.#agreement = agreement;
    this.#phase = 'open';
    this.#clearDeadline();
    this.send(method(0, 'connection.open-ok', { reserved1: '' }));
    this.#heartbeat = new Heartbeat({
      clock: this.#clock,
      sendSeconds: agreement.heartbeatSeconds,
      receiveSeconds: agreement.heartbeatSeconds,
      send: () => this.send({ kind: 'heartbeat', channel: 0 }),
      lost: () => this.#end(),
    });
  }

  #dispatch(frame: AmqpFrame): void {
    if (frame.kind === 'heartbeat') {
      if (frame.channel !== 0) throw misplaced(frame);
      return;
    }
    if (frame.kind === 'protocol-header') throw FrameError.unknown(frame.bytes[0] ?? 0, frame.bytes);
    if (frame.channel === 0) return this.#connectionMethod(frame);
    const channel = this.#channels.get(frame.channel);
    if (channel === undefined) return this.#openChannel(frame);
    if (channel.closing) return this.#awaitChannelCloseOk(channel, frame);
    if (frame.kind !== 'method') {
      this.#culprit = channel.content.expectsMethod() ? undefined : 'basic.publish';
      const content = channel.content.add(frame);
      if (frame.kind === 'header') checkSize(channel, frame.bodyBytes);
      if (content !== undefined) publish(channel, content);
      return;
    }
    if (!channel.content.expectsMethod()) throw channel.content.interrupted();
    if (frame.method === 'basic.publish') {
      if (frame.fields.immediate) throw new AmqpError('NOT_IMPLEMENTED', 'immediate=true');
      channel.content.begin(frame);
    } else if (frame.method === 'channel.close') this.#closeChannel(channel);
    else if (frame.method === 'channel.open') throw new AmqpError('CHANNEL_ERROR', "second 'channel.open' seen");
    else handle(channel, frame);
  }

  #connectionMethod(frame: AmqpFrame): void {
    if (frame.kind !== 'method') throw misplaced(frame);
    if (frame.method === 'connection.close') {
      this.send(method(0, 'connection.close-ok', {}));
      this.#end();
    } else if (frame.method === 'connection.update-secret') {
      this.send(method(0, 'connection.update-secret-ok', {}));
    } else throw new AmqpError('CHANNEL_ERROR', 'unexpected method in connection state running');
  }

  #openChannel(frame: AmqpFrame): void {
    const maximum = this.#agreement?.channelMax ?? AMQP_LIMITS.channelMax;
    if (this.#channels.size >= maximum) {
      const text = `number of channels opened (${this.#channels.size}) has reached the negotiated channel_max (${maximum})`;
      throw new AmqpError('NOT_ALLOWED', text);
    }
    if (frame.kind !== 'method') {
      throw new AmqpError('UNEXPECTED_FRAME', 'expected method frame, got non method frame instead');
    }
    if (frame.method !== 'channel.open') throw new AmqpError('CHANNEL_ERROR', "expected 'channel.open'");
    this.#channels.set(frame.channel, new Channel(frame.channel, this));
    this.send(method(frame.channel, 'channel.open-ok', { reserved1: '' }));
  }

  #closeChannel(channel: Channel): void {
    channel.flush();
    channel.close();
    this.#channels.delete(channel.id);
    this.send(method(channel.id, 'channel.close-ok', {}));
  }

  /** Whatever was on its way when the server closed the channel is ignored. */
  #awaitChannelCloseOk(channel: Channel, frame: AmqpFrame): void {
    if (frame.kind !== 'method') return;
    if (frame.method === 'channel.close') this.send(method(channel.id, 'channel.close-ok', {}));
    if (frame.method === 'channel.close-ok') this.#channels.delete(channel.id);
  }

  #awaitCloseOk(frame: AmqpFrame): void {
    if (frame.kind !== 'method') return;
    if (frame.method === 'connection.close') this.send(method(0, 'connection.close-ok', {}));
    if (frame.method === 'connection.close-ok') this.#end();
  }

  /** What a client agreed to is less than what the codec lets through. */
  #checkSize(frame: AmqpFrame): void {
    if (frame.kind !== 'body') return;
    const maximum = this.frameBytesMax - FRAME_OVERHEAD_BYTES;
    if (frame.payload.length > maximum + FRAME_TOLERANCE_BYTES)
      throw FrameError.tooLarge(FRAME.body, frame.payload.length, maximum);
  }

  #refuse(error: unknown, frame: AmqpFrame): void {
    if (error instanceof FrameError) return this.fault(error);
    const refusal = error instanceof BrokerError ? answer(error, this.profile) : error;
    if (!(refusal instanceof AmqpError)) throw error;
    const channel = this.#channels.get(frame.channel);
    if (refusal.hard || channel === undefined) return this.#closeConnection(refusal, this.#culprit);
    channel.flush();
    channel.close();
    channel.closing = true;
    channel.send('channel.close', closeFields(refusal, this.#culprit));
  }

  #closeConnection(error: AmqpError, culprit: MethodName | undefined): void {
    for (const channel of this.#channels.values()) channel.flush();
    this.send(method(0, 'connection.close', closeFields(error, culprit)));
    this.#release();
    this.#phase = 'closing';
    const heartbeatMs = (this.#agreement?.heartbeatSeconds ?? 0) * 1000;
    this.#closeAfter(heartbeatMs === 0 ? AMQP_LIMITS.closeOkMs : Math.min(heartbeatMs, AMQP_LIMITS.closeOkMs));
  }

  #fallSilent(): void {
    this.#phase = 'closing';
    this.#closeAfter(AMQP_LIMITS.silentCloseMs);
  }

  /** The last word, if any, then the end. */
  #end(last?: Uint8Array): void {
    if (this.#phase === 'closed') return;
    if (last !== undefined) this.send({ kind: 'protocol-header', channel: 0, bytes: last });
    this.#phase = 'closed';
    this.#release();
    this.#peer.close();
  }

  /** Everything this connection holds in the broker. */
  #release(): void {
    this.#clearDeadline();
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.broker.release(this.connection);
  }

  #closeAfter(delayMs: number): void {
    this.#clearDeadline();
    this.#deadline = this.#clock.setTimeout(() => this.#end(), delayMs);
  }

  #clearDeadline(): void {
    if (this.#deadline !== undefined) this.#clock.clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }
}

/** Content on channel 0, or a heartbeat elsewhere. */
function misplaced(frame: AmqpFrame): AmqpError {
  const bytes = new AmqpCodec().encode(frame);
  const payload = bytes.subarray(FRAME_OVERHEAD_BYTES - 1, -1);
  return new AmqpError('UNEXPECTED_FRAME', FrameError.misplaced(bytes[0] ?? 0, payload));
}

function closeFields(
  error: AmqpError,
  culprit: MethodName | undefined,
): Fields<'connection.close'> & Fields<'channel.close'> {
  const [classId, methodId] = culprit === undefined ? [0, 0] : idOf(culprit);
  return { replyCode: error.code, replyText: error.text, classId, methodId };
}
