/**
 * Messages on their way to one client: packet identifiers, what waits for an acknowledgement (§4.3), and what is sent
 * again when the client comes back (§4.4). It outlives connections, as the session does.
 */
import { type Broker, Credit, type Delivery, type Receiver } from '../../broker/index.ts';
import type { Link } from './link.ts';
import type { Acknowledgement } from './packets.ts';
import type { MqttProfile } from './profile.ts';
import { AliasesOut, packetBytes, publication } from './publication.ts';
import type { Grant } from './subscribed.ts';

interface UnderWay {
  readonly packetId: number;
  readonly delivery: Delivery;
  /** In the order in which they were sent first. */
  readonly order: number;
  /** PUBREC has come: the message is the client's, PUBREL is to be answered yet. */
  released: boolean;
}

export interface OutgoingOptions {
  readonly broker: Broker;
  readonly profile: MqttProfile;
  /** The queue is gone. */
  cancelled(): void;
}

const PACKET_ID_MAX = 0xffff;
/** Reason codes from here on are failures (§2.4). */
const FAILURE = 0x80;

export class Outgoing implements Receiver {
  readonly credit: Credit;
  readonly #broker: Broker;
  readonly #profile: MqttProfile;
  readonly #underWay = new Map<number, UnderWay>();
  /** Back in the queue while the client is away, to be sent again under their identifiers. */
  readonly #returned = new Map<Delivery, UnderWay>();
  readonly #returnedIds = new Set<number>();
  /** What was not answered when the client went and did not go back into the queue. */
  #owed: UnderWay[] = [];
  /** Done with, as far as this client goes; a receiver may not settle from within. */
  #finished: { readonly delivery: Delivery; readonly how: 'ack' | 'reject' }[] = [];
  #finishing = false;
  #link: Link | undefined;
  #aliases: AliasesOut | undefined;
  #lastId = 0;
  #order = 0;
  readonly cancelled: () => void;

  constructor({ broker, profile, cancelled }: OutgoingOptions) {
    this.#broker = broker;
    this.#profile = profile;
    this.credit = new Credit(profile.inflightMax);
    this.cancelled = cancelled;
  }

  /** How many may be under way. */
  get limit(): number {
    return Math.min(this.#link?.receiveMaximum ?? PACKET_ID_MAX, this.#profile.inflightMax);
  }

  /** The client is there: `resumed` is to be called when it has been given what comes again. */
  attach(link: Link): void {
    this.#link = link;
    this.#aliases = link.aliasMax > 0 && this.#profile.aliasesOut ? new AliasesOut(link.aliasMax) : undefined;
    this.#owed = [...this.#underWay.values()].sort((a, b) => a.order - b.order);
    this.credit.setLimit(this.limit);
  }

  resumed(): void {
    this.#release(Infinity);
  }

  /**
   * The client has gone and its consumer with it: what it did not acknowledge goes back, to come again first. In the
   * queue it could expire, which a message that was sent once must not [MQTT-4.3.3-7].
   */
  detach(): void {
    this.#link = undefined;
    this.#finish();
    const back = [...this.#underWay.values()].filter(
      ({ released, delivery }) => !released && delivery.expiresAt === Infinity,
    );
    for (const one of back) {
      this.#underWay.delete(one.packetId);
      this.#returned.set(one.delivery, one);
      this.#returnedIds.add(one.packetId);
    }
    const deliveries = back.map(({ delivery }) => delivery);
    this.#broker.settleAll(deliveries, 'return');
  }

  /** The tag is the packet identifier, 0 where there is none. */
  deliver(delivery: Delivery): number {
    const { qos, fleeting } = delivery.admission as Grant;
    const again = this.#again(delivery);
    if (!fleeting) this.#release(again?.order ?? Infinity);
    const packetId = qos === 0 ? undefined : (again?.packetId ?? this.#freeId());
    if (!this.#publish(delivery, { packetId, dup: again !== undefined })) {
      if (!fleeting) this.#finishLater(delivery, 'reject');
    } else if (packetId !== undefined) {
      this.#underWay.set(packetId, { packetId, delivery, order: again?.order ?? this.#order++, released: false });
    } else if (!fleeting) {
      this.#finishLater(delivery, 'ack');
    }
    return packetId ?? 0;
  }

  /** False: it is larger than the client takes. */
  #publish(delivery: Delivery, how: { readonly packetId: number | undefined; readonly dup: boolean }): boolean {
    const link = this.#link;
    if (link === undefined) throw new Error('a message for a client who is not there');
    const packet = publication(delivery, { ...how, link, broker: this.#broker, profile: this.#profile });
    if (link.packetBytesMax !== Infinity && packetBytes(packet, link) > link.packetBytesMax) return false;
    link.send(this.#aliases?.shortened(packet) ?? packet);
    return true;
  }

  /** PUBACK, PUBREC or PUBCOMP; one that nobody waits for is answered as if somebody did, or not at all. */
  acknowledged({ type, packetId, reasonCode = 0 }: Acknowledgement): void {
    const one = this.#underWay.get(packetId);
    const qos = one === undefined ? undefined : (one.delivery.admission as Grant).qos;
    if (type === 'pubrec' && reasonCode < FAILURE) {
      if (one !== undefined && qos === 2) one.released = true;
      this.#link?.send({ type: 'pubrel', packetId });
      return;
    }
    if (one === undefined || (type === 'puback') !== (qos === 1)) return;
    if (type === 'pubcomp' && !one.released) return;
    this.#underWay.delete(packetId);
    this.#broker.settle(one.delivery, 'ack');
  }

  #again(delivery: Delivery): UnderWay | undefined {
    if (!delivery.redelivered) return undefined;
    const again = this.#returned.get(delivery);
    if (again === undefined) return undefined;
    this.#returned.delete(delivery);
    this.#returnedIds.delete(again.packetId);
    return again;
  }

  /** What is owed is sent again in its place among the messages that come from the queue again. */
  #release(before: number): void {
    while (this.#owed[0] !== undefined && this.#owed[0].order < before) {
      const [{ packetId, delivery, released }] = this.#owed.splice(0, 1) as [UnderWay];
      if (released) this.#link?.send({ type: 'pubrel', packetId });
      else this.#publish(delivery, { packetId, dup: true });
    }
  }

  #freeId(): number {
    do this.#lastId = (this.#lastId % PACKET_ID_MAX) + 1;
    while (this.#underWay.has(this.#lastId) || this.#returnedIds.has(this.#lastId));
    return this.#lastId;
  }

  #finishLater(delivery: Delivery, how: 'ack' | 'reject'): void {
    this.#finished.push({ delivery, how });
    if (this.#finishing) return;
    this.#finishing = true;
    this.#broker.clock.setTimeout(() => this.#finish(), 0);
  }

  #finish(): void {
    this.#finishing = false;
    const finished = this.#finished;
    this.#finished = [];
    for (const { delivery, how } of finished) this.#broker.settle(delivery, how);
  }
}
