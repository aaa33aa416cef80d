/**
 * Redis keeps entries in nodes of a hundred entries or 4096 bytes, and trims by whole nodes where it may: `MAXLEN ~ 3`
 * takes nothing away from a short stream. To take away what Redis would, the size of a node is counted as it counts it:
 * a listpack of a header, a master entry with the first entry's fields, and the entries.
 */
import { parseInteger } from '../numbers.ts';
import { msOf, sequenceOf, type StreamId } from './id.ts';

const ENTRIES_MAX = 100;
const BYTES_MAX = 4096;
/** Before and behind all elements. */
const FRAME_BYTES = 7;
/** How many elements a listpack notes without counting more. */
const FIELDS_OWN = 3;

export type Fields = readonly Uint8Array[];

export class StreamNode {
  readonly firstId: StreamId;
  lastId: StreamId;
  /** Entries that are there. */
  count = 0;
  #deleted = 0;
  #bytes: number;
  /** Names of the first entry: others that have the same need not repeat them. */
  readonly #names: Fields;

  constructor(id: StreamId, fields: Fields) {
    this.firstId = id;
    this.lastId = id;
    this.#names = fields.filter((_, index) => index % 2 === 0);
    // counts of entries there and gone, number of names, names, end
    const numbers = integerBytes(0n) * 3 + integerBytes(BigInt(this.#names.length));
    this.#bytes = FRAME_BYTES + numbers + this.#names.reduce((sum, name) => sum + stringBytes(name), 0);
  }

  hasRoom(fields: Fields): boolean {
    const length = fields.reduce((sum, field) => sum + field.length, 0);
    return this.#bytes + length < BYTES_MAX && this.count + this.#deleted < ENTRIES_MAX;
  }

  add(id: StreamId, fields: Fields): void {
    const own = !this.#sameNames(fields);
    const shown = own ? fields : fields.filter((_, index) => index % 2 === 1);
    const ms = integerBytes(BigInt.asIntN(64, msOf(id) - msOf(this.firstId)));
    const sequence = integerBytes(BigInt.asIntN(64, sequenceOf(id) - sequenceOf(this.firstId)));
    const pairs = own ? integerBytes(BigInt(fields.length / 2)) : 0;
    const elements = FIELDS_OWN + shown.length + (own ? 1 : 0);
    this.#bytes += integerBytes(own ? 0n : 2n) + ms + sequence + pairs + integerBytes(BigInt(elements));
    this.#bytes += shown.reduce((sum, field) => sum + stringBytes(field), 0);
    this.count++;
    this.lastId = id;
  }

  /** The place of an entry that is taken away stays until the node goes. */
  remove(): void {
    this.count--;
    this.#deleted++;
  }

  #sameNames(fields: Fields): boolean {
    if (fields.length !== this.#names.length * 2) return false;
    return this.#names.every((name, index) => {
      const other = fields[index * 2] as Uint8Array;
      return name.length === other.length && name.every((byte, at) => byte === other[at]);
    });
  }
}

/** Of an element with the length that is noted behind it. */
function withBackLength(bytes: number): number {
  const limits = [127, 16_383, 2_097_151, 268_435_455];
  const index = limits.findIndex((limit) => bytes <= limit);
  return bytes + (index < 0 ? 5 : index + 1);
}

function integerBytes(value: bigint): number {
  if (value >= 0n && value <= 127n) return withBackLength(1);
  const widths: readonly (readonly [bits: number, bytes: number])[] = [
    [13, 2],
    [16, 3],
    [24, 4],
    [32, 5],
  ];
  const found = widths.find(([bits]) => BigInt.asIntN(bits, value) === value);
  return withBackLength(found?.[1] ?? 9);
}

/** What reads as a number is kept as one. */
function stringBytes(field: Uint8Array): number {
  const number = field.length <= 20 ? parseInteger(field) : undefined;
  if (number !== undefined) return integerBytes(BigInt(number));
  const head = field.length < 64 ? 1 : field.length < 4096 ? 2 : 5;
  return withBackLength(head + field.length);
}
