/** A stream: entries that stay after they were read, and groups that share the reading. */
import { ID_MAX, ID_MIN, makeId, msOf, sequenceOf, type StreamId } from './id.ts';
import { type Fields, StreamNode } from './node.ts';
import { UINT64_MAX } from '../numbers.ts';
import type { Group } from './group.ts';
import { OrderedMap } from './ordered-map.ts';

const ENTRY_OVERHEAD_BYTES = 64;

export interface Entry {
  /** Names and values by turns. */
  readonly fields: Fields;
  /** Its number in the trace; 0: nobody listens. */
  readonly message: number;
  readonly node: StreamNode;
}

/** How much to keep. */
export type TrimRule =
  { readonly kind: 'length'; readonly length: number } | { readonly kind: 'from'; readonly id: StreamId };

export interface TrimOptions {
  /** By whole nodes only, and at most `limit` entries; 0: without limit. */
  readonly roughly: boolean;
  readonly limit: number;
}

export class StreamValue {
  readonly type = 'stream';
  readonly groups = new Map<string, Group>();
  readonly entries = new OrderedMap<Entry>();
  /** Roughly what it takes of memory. */
  bytes = ENTRY_OVERHEAD_BYTES;
  lastId: StreamId = ID_MIN;
  /** Of those that were taken away by name. */
  maxDeletedId: StreamId = ID_MIN;
  /** Ever, those that are gone included. */
  added = 0;
  #nodes: StreamNode[] = [];

  get length(): number {
    return this.entries.size;
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  get firstId(): StreamId {
    return this.entries.firstKey ?? ID_MIN;
  }

  /** The newest that is still there. */
  get newestId(): StreamId {
    return this.entries.lastKey ?? ID_MIN;
  }

  /** Never smaller than the last: where the clock went back, the last is counted on. Undefined: there is none left. */
  nextId(nowMs: number): StreamId | undefined {
    if (BigInt(nowMs) > msOf(this.lastId)) return makeId(BigInt(nowMs), 0n);
    return this.lastId === ID_MAX ? undefined : this.lastId + 1n;
  }

  /** The next within these milliseconds. Undefined: there is none left. */
  nextIdAt(ms: bigint): StreamId | undefined {
    if (ms !== msOf(this.lastId)) return makeId(ms, 0n);
    return sequenceOf(this.lastId) === UINT64_MAX ? undefined : this.lastId + 1n;
  }

  /** `id` is greater than the last; the fields are the stream's own from here on. */
  append(id: StreamId, fields: Fields, message: number): void {
    let node = this.#nodes.at(-1);
    if (node === undefined || !node.hasRoom(fields)) this.#nodes.push((node = new StreamNode(id, fields)));
    node.add(id, fields);
    this.entries.set(id, { fields, message, node });
    this.bytes += bytesOf(fields);
    this.lastId = id;
    this.added++;
  }

  /** By name. */
  remove(id: StreamId): Entry | undefined {
    const entry = this.#take(id);
    if (entry !== undefined && id > this.maxDeletedId) this.maxDeletedId = id;
    return entry;
  }

  /** Oldest first; returns what was taken away. */
  trim(rule: TrimRule, { roughly, limit }: TrimOptions): [StreamId, Entry][] {
    const gone: [StreamId, Entry][] = [];
    const done = (): boolean => rule.kind === 'length' && this.length <= rule.length;
    while (this.#nodes.length > 0 && !done()) {
      const node = this.#nodes[0] as StreamNode;
      if (limit > 0 && gone.length + node.count > limit) break;
      const whole = rule.kind === 'length' ? this.length - node.count >= rule.length : node.lastId < rule.id;
      if (!whole && roughly) break;
      const end = whole ? node.lastId : rule.kind === 'from' ? rule.id - 1n : node.lastId;
      const before = gone.length;
      for (const [id] of [...this.entries.range(ID_MIN, end)]) {
        if (!whole && done()) break;
        gone.push([id, this.#take(id) as Entry]);
      }
      if (!whole || gone.length === before) break;
    }
    return gone;
  }

  /** Whether anything was taken away by name from `start` on, other than before all that is left. */
  hasGapsFrom(start: StreamId): boolean {
    return this.length > 0 && this.firstId <= this.maxDeletedId && start <= this.maxDeletedId;
  }

  /** How many entries had ever been added when this one had; undefined where that cannot be told any more. */
  countUpTo(id: StreamId): number | undefined {
    if (this.added === 0) return 0;
    if (this.length === 0 && id <= this.lastId) return this.added;
    if (id === this.lastId) return this.added;
    if (id > this.lastId) return undefined;
    if (this.maxDeletedId !== ID_MIN && this.maxDeletedId >= this.firstId) return undefined;
    if (id < this.firstId) return this.added - this.length;
    return id === this.firstId ? this.added - this.length + 1 : undefined;
  }

  #take(id: StreamId): Entry | undefined {
    const entry = this.entries.get(id);
    if (entry === undefined) return undefined;
    this.entries.delete(id);
    this.bytes -= bytesOf(entry.fields);
    entry.node.remove();
    if (entry.node.count > 0) return entry;
    if (this.#nodes[0] === entry.node) this.#nodes.shift();
    else this.#nodes = this.#nodes.filter((node) => node !== entry.node);
    return entry;
  }
}

function bytesOf(fields: Fields): number {
  return fields.reduce((sum, field) => sum + field.length, ENTRY_OVERHEAD_BYTES);
}
