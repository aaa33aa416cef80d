/**
 * `$SYS`: what the server tells of itself as retained messages, while anybody wants to know. The topics are Mosquitto's,
 * of which these are the fewest that are of use.
 */
import type { Broker } from '../../broker/index.ts';
import type { MqttProfile } from './profile.ts';
import type { SessionState } from './session-state.ts';
import { PublishedProperties, toKey, TOPIC_EXCHANGE } from './translate.ts';

const INTERVAL_MS = 10_000;
const encoder = new TextEncoder();

export class SystemTopics {
  readonly #broker: Broker;
  readonly #version: string | undefined;
  readonly #sessions: () => Iterable<SessionState>;
  readonly #startedAt: number;
  readonly #told = new Map<string, string>();
  #timer: unknown;
  #received = 0;
  #sent = 0;

  constructor(broker: Broker, profile: MqttProfile, sessions: () => Iterable<SessionState>) {
    this.#broker = broker;
    this.#version = profile.system;
    this.#sessions = sessions;
    this.#startedAt = broker.clock.now();
  }

  /** PUBLISH packets from and to clients. */
  counted(direction: 'received' | 'sent'): void {
    if (direction === 'received') this.#received++;
    else this.#sent++;
  }

  /** Somebody is about to subscribe to `filter`: what is told from now on is true. */
  wanted(filter: string): void {
    if (this.#version === undefined || !/^\$SYS(?:\/|$)/.test(filter)) return;
    this.#tell();
    if (this.#timer === undefined) this.#tellLater();
  }

  #tellLater(): void {
    this.#timer = this.#broker.clock.setTimeout(() => {
      this.#timer = undefined;
      if (!this.#listened()) return;
      this.#tell();
      this.#tellLater();
    }, INTERVAL_MS);
  }

  #tell(): void {
    for (const [name, value] of Object.entries(this.#values())) {
      const topic = `$SYS/broker/${name}`;
      if (this.#told.get(topic) === value) continue;
      this.#told.set(topic, value);
      const packet = { topic, payload: encoder.encode(value), qos: 0, retain: true } as const;
      this.#broker.publish({
        exchange: TOPIC_EXCHANGE,
        key: toKey(topic),
        properties: new PublishedProperties(packet, topic, this.#broker.profile),
        body: packet.payload,
        remember: true,
      });
    }
  }

  #listened(): boolean {
    for (const { subscriptions } of this.#sessions()) {
      for (const { inner } of subscriptions) if (inner.startsWith('$SYS')) return true;
    }
    return false;
  }

  #values(): Record<string, string> {
    const sessions = [...this.#sessions()];
    const connected = sessions.filter(({ link }) => link !== undefined).length;
    const subscriptions = sessions.reduce((sum, session) => sum + session.subscriptions.size, 0);
    const retained = this.#broker.recall(TOPIC_EXCHANGE, '#').filter(({ message }) => !message.key.startsWith('$'));
    return {
      version: this.#version ?? '',
      uptime: `${Math.floor((this.#broker.clock.now() - this.#startedAt) / 1000)} seconds`,
      'clients/total': String(sessions.length),
      'clients/connected': String(connected),
      'clients/disconnected': String(sessions.length - connected),
      'subscriptions/count': String(subscriptions),
      'retained messages/count': String(retained.length),
      'publish/messages/received': String(this.#received),
      'publish/messages/sent': String(this.#sent),
    };
  }
}
