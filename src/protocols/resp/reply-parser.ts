/** Replies out of bytes, for whoever reads what a server has said: the wire's inspector and clients. */
import { decodeText } from '../bytes.ts';
import { WireError } from '../protocol.ts';
import { type MarkedKind, MARKS, type Reply } from './frames.ts';
import { RESP_LIMITS } from './limits.ts';
import { parseInteger } from './numbers.ts';

const CR = 0x0d;
const LF = 0x0a;
const KINDS = new Map(Object.entries(MARKS).map(([kind, mark]) => [mark.charCodeAt(0), kind as MarkedKind]));
const LINE_END_BYTES = 2;
const FORMAT_BYTES = 3;

/** Thrown inside when the bytes end before the reply does. */
const INCOMPLETE = Symbol('incomplete');

export class ReplyParser {
  /** Of the reply that was found last, in bytes. */
  length = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** How many bytes there must be before it is worth looking again. */
  #wanted = 0;

  /** One reply from `start` on, or undefined where more is needed. */
  parse(bytes: Uint8Array, start: number, end: number): Reply | undefined {
    if (end - start < this.#wanted) return undefined;
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    try {
      const reply = this.#reply(0);
      this.length = this.#at - start;
      return reply;
    } catch (error) {
      if (error !== INCOMPLETE) throw error;
      this.#wanted = Math.max(this.#at, end + 1) - start;
      return undefined;
    } finally {
      this.#bytes = new Uint8Array(0);
    }
  }

  reset(): void {
    this.length = 0;
    this.#wanted = 0;
  }

  #reply(depth: number): Reply {
    if (depth > RESP_LIMITS.replyDepth) throw new WireError('the reply is nested too deep');
    if (this.#at >= this.#end) throw INCOMPLETE;
    const mark = this.#bytes[this.#at] as number;
    const kind = KINDS.get(mark);
    if (kind === undefined) throw new WireError(`no reply begins with the byte ${mark}`);
    this.#at++;
    switch (kind) {
      case 'simple':
      case 'error':
        return { kind, text: this.#line() };
      case 'integer':
        return { kind, value: this.#integer() };
      case 'null':
        if (this.#line() !== '') throw new WireError('there is text behind a null');
        return { kind };
      case 'boolean':
        return { kind, value: this.#boolean() };
      case 'double':
        return { kind, value: this.#double() };
      case 'big-number':
        return { kind, value: this.#bigNumber() };
      case 'bulk': {
        const size = this.#size();
        return size < 0 ? { kind: 'null-bulk' } : { kind, bytes: this.#blob(size) };
      }
      case 'blob-error': {
        const blob = this.#blob(this.#count());
        return { kind, text: decodeText(blob, 0, blob.length) };
      }
      case 'verbatim':
        return this.#verbatim();
      case 'map':
      case 'attribute':
        return { kind, entries: this.#entries(depth) };
      case 'array': {
        const size = this.#size();
        return size < 0 ? { kind: 'null-array' } : { kind, items: this.#items(size, depth) };
      }
      case 'set':
      case 'push':
        return { kind, items: this.#items(this.#count(), depth) };
    }
  }

  #items(count: number, depth: number): Reply[] {
    const items: Reply[] = [];
    while (items.length < count) items.push(this.#reply(depth + 1));
    return items;
  }

  #entries(depth: number): [Reply, Reply][] {
    const count = this.#count();
    const entries: [Reply, Reply][] = [];
    while (entries.length < count) entries.push([this.#reply(depth + 1), this.#reply(depth + 1)]);
    return entries;
  }

  #line(): string {
    const start = this.#at;
    const found = this.#bytes.subarray(0, this.#end).indexOf(CR, start);
    const end = found < 0 ? this.#end : found;
    if (end - start > RESP_LIMITS.lineBytes) throw new WireError('a line is too long');
    if (end + LINE_END_BYTES > this.#end) {
      this.#at = end;
      throw INCOMPLETE;
    }
    if (this.#bytes[end + 1] !== LF) throw new WireError('a line does not end with CR LF');
    this.#at = end + LINE_END_BYTES;
    return decodeText(this.#bytes, start, end);
  }

  #integer(): number | bigint {
    const start = this.#at;
    this.#line();
    const value = parseInteger(this.#bytes, start, this.#at - LINE_END_BYTES);
    if (value === undefined) throw new WireError('an integer is not one');
    return value;
  }

  /** -1 is nothing at all. */
  #size(): number {
    const size = this.#integer();
    if (size < -1 || size > RESP_LIMITS.bulkBytes) throw new WireError(`${size} is no length`);
    return Number(size);
  }

  #count(): number {
    const size = this.#size();
    if (size < 0) throw new WireError(`${size} is no length`);
    return size;
  }

  #blob(length: number): Uint8Array {
    const end = this.#at + length;
    if (end + LINE_END_BYTES > this.#end) {
      this.#at = end + LINE_END_BYTES;
      throw INCOMPLETE;
    }
    if (this.#bytes[end] !== CR || this.#bytes[end + 1] !== LF) throw new WireError('a string does not end with CR LF');
    const blob = this.#bytes.subarray(this.#at, end);
    this.#at = end + LINE_END_BYTES;
    return blob;
  }

  #boolean(): boolean {
    const text = this.#line();
    if (text !== 't' && text !== 'f') throw new WireError(`${text} is no boolean`);
    return text === 't';
  }

  #double(): number {
    const text = this.#line();
    const word = DOUBLE_WORDS.get(text);
    if (word !== undefined) return word;
    if (!/^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text)) throw new WireError(`${text} is no double`);
    return Number(text);
  }

  #bigNumber(): bigint {
    const text = this.#line();
    if (!/^-?\d{1,4096}$/.test(text)) throw new WireError('a big number is not one');
    return BigInt(text);
  }

  #verbatim(): Reply {
    const blob = this.#blob(this.#count());
    const text = blob.subarray(FORMAT_BYTES + 1);
    if (blob[FORMAT_BYTES] !== ':'.charCodeAt(0)) throw new WireError('a verbatim string does not name its format');
    return { kind: 'verbatim', format: decodeText(blob, 0, FORMAT_BYTES), bytes: text };
  }
}

const DOUBLE_WORDS: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);
