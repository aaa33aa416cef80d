/** One MQTT connection: who it is, what it asks, and how it ends. What outlives it is in `session-state.ts`. */
import { type Broker, BrokerError, type Clock } from '../../broker/index.ts';
import type { Peer, Session, WireError } from '../protocol.ts';
import { PacketError, protocolError } from './errors.ts';
import { agree, refusal, type Terms, welcome } from './handshake.ts';
import { IncomingMessages } from './incoming.ts';
import { KeepAlive } from './keep-alive.ts';
import { HANDSHAKE_MS } from './limits.ts';
import type { Link } from './link.ts';
import type { Connect, Packet, Signal, Version } from './packets.ts';
import { REASON, type ReasonName } from './reasons.ts';
import type { Registry } from './registry.ts';
import type { SessionState } from './session-state.ts';
import { subscribe, unsubscribe } from './subscribing.ts';

export interface SessionOptions {
  readonly broker: Broker;
  readonly peer: Peer<Packet>;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly terms: Terms;
}

/** A client that has been let in. */
interface Guest {
  readonly state: SessionState;
  readonly link: Link;
  readonly incoming: IncomingMessages;
  readonly keepAlive: KeepAlive;
}

export class MqttSession implements Session<Packet> {
  readonly #options: SessionOptions;
  #guest: Guest | undefined;
  #closed = false;
  /** Ends a connection on which no CONNECT comes. */
  #deadline: unknown;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#deadline = options.clock.setTimeout(() => this.#close(), HANDSHAKE_MS);
  }

  receive(packet: Packet): void {
    if (this.#closed) return;
    try {
      if (this.#guest !== undefined) this.#hear(this.#guest, packet);
      else if (packet.type === 'connect') this.#greet(packet);
      else this.#close();
    } catch (error) {
      if (error instanceof PacketError) this.fault(error);
      else if (error instanceof BrokerError) this.#end('implementationSpecificError', true);
      else throw error;
    }
  }

  fault(error: WireError): void {
    if (this.#closed) return;
    const broken = error instanceof PacketError ? error : protocolError(error.message);
    if (this.#guest === undefined) {
      const { profile } = this.#options.terms;
      const answered = broken.reason === 'unsupportedProtocolVersion' && profile.name === 'mosquitto';
      return this.#close(answered ? refusal(broken.reason, 4) : undefined);
    }
    this.#end(answerTo(broken, this.#options.terms), true);
  }

  drained(): void {
    this.#guest?.state.resume();
  }

  shutdown(): void {
    this.#end('serverShuttingDown', false);
  }

  closed(): void {
    this.#leave(true);
    this.#stop();
  }

  #greet(connect: Connect): void {
    const { terms, clock, registry } = this.#options;
    if (!terms.profile.speaks(connect.version, registry.broker.profile)) return this.#close();
    const agreement = agree(connect, terms, clock);
    if (typeof agreement === 'string') return this.#close(refusal(agreement, connect.version));
    if (registry.full(agreement.clientId)) return this.#close(refusal('quotaExceeded', connect.version));
    this.#clearDeadline();
    const { cleanStart, will } = connect;
    const { clientId, keepAliveSeconds, expirySeconds } = agreement;
    const { state, present } = registry.open(clientId, { cleanStart, expirySeconds });
    state.will = will;
    const link = this.#link(connect);
    const { broker, profile } = registry;
    const incoming = new IncomingMessages({ broker, profile, state, link });
    const keepAlive = new KeepAlive({
      clock,
      seconds: keepAliveSeconds,
      lost: () => this.#end('keepAliveTimeout', true),
    });
    this.#guest = { state, link, incoming, keepAlive };
    this.#send(welcome({ connect, agreement, terms, sessionPresent: present }));
    state.attach(link);
    state.resume();
  }

  #link({ version, properties = {} }: Connect): Link {
    const { registry, peer } = this.#options;
    return {
      connection: peer.connection,
      version,
      receiveMaximum: properties.receiveMaximum ?? 0xffff,
      packetBytesMax: properties.maximumPacketSize ?? Infinity,
      aliasMax: properties.topicAliasMaximum ?? 0,
      send: (packet) => {
        if (packet.type === 'publish') registry.system.counted('sent');
        return this.#send(packet);
      },
      end: (reason) => this.#end(reason, true),
    };
  }

  #hear({ state, link, incoming, keepAlive }: Guest, packet: Packet): void {
    keepAlive.heard();
    switch (packet.type) {
      case 'publish':
        this.#options.registry.system.counted('received');
        return incoming.publish(packet);
      case 'pubrel':
        return incoming.released(packet);
      case 'puback':
      case 'pubrec':
      case 'pubcomp':
        return state.outgoing.acknowledged(packet);
      case 'subscribe':
        return subscribe(packet, { registry: this.#options.registry, state, link });
      case 'unsubscribe':
        return unsubscribe(packet, { registry: this.#options.registry, state, link });
      case 'pingreq':
        this.#send({ type: 'pingresp' });
        return;
      case 'disconnect':
        return this.#disconnect(state, packet, link.version);
      case 'auth':
        throw protocolError('there is no authentication to go on with [MQTT-4.12.0-7]', 'auth');
      default:
        throw protocolError(`a client sends no ${packet.type.toUpperCase()}`, packet.type);
    }
  }

  #disconnect(state: SessionState, { reasonCode = 0, properties }: Signal, version: Version): void {
    const expiry = properties?.sessionExpiryInterval;
    if (version === 5 && expiry !== undefined) {
      if (state.expirySeconds === 0 && expiry > 0) return this.#end('protocolError', true);
      state.expirySeconds = expiry === 0xffff_ffff ? Infinity : expiry;
    }
    this.#leave(reasonCode !== REASON.normalDisconnection);
    this.#close();
  }

  /** With a word to those who understand it (5.0 §3.14). */
  #end(reason: ReasonName | undefined, willed: boolean): void {
    if (this.#closed) return;
    if (reason !== undefined && this.#guest?.link.version === 5) {
      this.#send({ type: 'disconnect', reasonCode: REASON[reason] });
    }
    this.#leave(willed);
    this.#close();
  }

  #close(last?: Packet): void {
    if (this.#closed) return;
    if (last !== undefined) this.#send(last);
    this.#stop();
    this.#options.peer.close();
  }

  #stop(): void {
    this.#closed = true;
    this.#clearDeadline();
    this.#guest?.keepAlive.stop();
  }

  /** The session goes on without this connection, or ends. */
  #leave(willed: boolean): void {
    const guest = this.#guest;
    this.#guest = undefined;
    guest?.keepAlive.stop();
    if (guest !== undefined) this.#options.registry.leave(guest.state, willed);
  }

  #send(packet: Packet): boolean {
    if (this.#closed) return true;
    const ready = this.#options.peer.send(packet);
    if (!ready) this.#guest?.state.pause();
    return ready;
  }

  #clearDeadline(): void {
    if (this.#deadline !== undefined) this.#options.clock.clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }
}

/** The reason that a broken packet is answered with, as the broker does whom the server behaves like. */
function answerTo({ packet, reason }: PacketError, { profile }: Terms): ReasonName | undefined {
  if (packet === undefined) return reason === 'malformedPacket' ? undefined : reason;
  if (!profile.answers.has(packet)) return undefined;
  return packet === 'publish' ? reason : 'malformedPacket';
}
