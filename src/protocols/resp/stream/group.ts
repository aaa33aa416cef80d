/** A consumer group: how far it has read, and who has what that is not acknowledged yet. */
import { encodeText } from '../../bytes.ts';
import type { StreamId } from './id.ts';
import { OrderedMap } from './ordered-map.ts';

/** An entry that was handed out and not acknowledged. */
export interface Pending {
  consumer: GroupConsumer | undefined;
  /** Milliseconds since the Unix epoch. */
  deliveredAt: number;
  deliveries: number;
  /** Its number in the trace: the entry itself may be gone. */
  readonly message: number;
}

export class GroupConsumer {
  readonly name: string;
  /** When it last asked, in milliseconds since the Unix epoch. */
  seenAt: number;
  readonly pending = new OrderedMap<Pending>();

  constructor(name: string, now: number) {
    this.name = name;
    this.seenAt = now;
  }
}

export class Group {
  readonly name: string;
  /** The last that was handed out to anybody. */
  lastId: StreamId;
  /** How many entries ever added it has passed; undefined where that cannot be told. */
  read: number | undefined;
  readonly pending = new OrderedMap<Pending>();
  readonly consumers = new Map<string, GroupConsumer>();

  constructor(name: string, lastId: StreamId, read: number | undefined) {
    this.name = name;
    this.lastId = lastId;
    this.read = read;
  }

  /** The consumer, made where there is none of that name. */
  visit(name: string, now: number): GroupConsumer {
    let consumer = this.consumers.get(name);
    if (consumer === undefined) this.consumers.set(name, (consumer = new GroupConsumer(name, now)));
    consumer.seenAt = now;
    return consumer;
  }

  /** To a consumer for the first time, or, where the group was set back, as if it were. */
  hand(id: StreamId, consumer: GroupConsumer, given: { readonly now: number; readonly message: number }): void {
    const { now, message } = given;
    const pending = this.pending.get(id) ?? { consumer: undefined, deliveredAt: now, deliveries: 1, message };
    this.assign(id, pending, consumer);
    pending.deliveredAt = now;
    pending.deliveries = 1;
  }

  /** From whoever has it to `consumer`. */
  assign(id: StreamId, pending: Pending, consumer: GroupConsumer): void {
    this.pending.set(id, pending);
    if (pending.consumer === consumer) return;
    pending.consumer?.pending.delete(id);
    consumer.pending.set(id, pending);
    pending.consumer = consumer;
  }

  /** Acknowledged, or gone from the stream. */
  release(id: StreamId): Pending | undefined {
    const pending = this.pending.get(id);
    if (pending === undefined) return undefined;
    this.pending.delete(id);
    pending.consumer?.pending.delete(id);
    return pending;
  }

  /** What it held goes with it; returns how many that were. */
  dismiss(name: string): number {
    const consumer = this.consumers.get(name);
    if (consumer === undefined) return 0;
    const held = consumer.pending.size;
    for (const id of consumer.pending.keys()) this.release(id);
    this.consumers.delete(name);
    return held;
  }
}

/** In the order of the bytes of their names. */
export function byName<T extends { readonly name: string }>(things: ReadonlyMap<string, T>): T[] {
  return [...things.values()].sort((a, b) => compareBytes(encodeText(a.name), encodeText(b.name)));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] as number) - (b[at] ?? -1);
}
