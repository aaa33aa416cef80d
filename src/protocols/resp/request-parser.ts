/**
 * Requests out of bytes that may end anywhere. What is wrong with them is said in Redis' own words.
 *
 *     *2\r\n  $4\r\n ECHO\r\n  $2\r\n hi\r\n          an array of bulk strings
 *     ECHO hi\r\n                                    the same, inline
 */
import { decodeText } from '../bytes.ts';
import { WireError } from '../protocol.ts';
import type { Request } from './frames.ts';
import { splitWords } from './inline.ts';
import { RESP_LIMITS } from './limits.ts';
import { parseInteger } from './numbers.ts';

const STAR = 0x2a;
const DOLLAR = 0x24;
const CR = 0x0d;
const LF = 0x0a;
const NONE = -1;

export class RequestParser {
  /** Of the request that was found last, or of what is known of the present one, in bytes. */
  length = 0;
  /** From where on no end of line has been found yet. */
  #scanned = 0;
  /** Arguments still to come; `NONE` before their count is known. */
  #left = NONE;
  /** The announced length of the next argument. */
  #bulkBytes = NONE;
  /** Where each argument begins and ends. Positions count from the request's start: its bytes may move. */
  #bounds: number[] = [];

  /** One request from `start` on, or undefined where more is needed: then it goes on where it stopped. */
  parse(bytes: Uint8Array, start: number, end: number): Request | undefined {
    if (this.#left === NONE && bytes[start] !== STAR) return this.#inline(bytes, start, end);
    if (this.#left === NONE) {
      const line = this.#line(bytes, start, end, 'mbulk count');
      if (line === undefined) return undefined;
      const count = parseInteger(bytes, start + 1, line);
      if (count === undefined || count > RESP_LIMITS.arguments) throw new ProtocolError('invalid multibulk length');
      this.#left = Math.max(0, Number(count));
    }
    for (; this.#left > 0; this.#left--) if (!this.#argument(bytes, start, end)) return undefined;
    const args: Uint8Array[] = [];
    for (let index = 0; index < this.#bounds.length; index += 2) {
      args.push(bytes.subarray(start + (this.#bounds[index] as number), start + (this.#bounds[index + 1] as number)));
    }
    return this.#done({ kind: 'request', args });
  }

  /** The next request begins. */
  reset(): void {
    this.length = 0;
    this.#scanned = 0;
  }

  #done(request: Request): Request {
    this.#left = NONE;
    this.#bulkBytes = NONE;
    this.#bounds = [];
    return request;
  }

  #argument(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#bulkBytes === NONE) {
      const from = start + this.length;
      const line = this.#line(bytes, start, end, 'bulk count');
      if (line === undefined) return false;
      if (bytes[from] !== DOLLAR) {
        throw new ProtocolError(`expected '$', got '${decodeText(bytes, from, from + 1)}'`);
      }
      const count = parseInteger(bytes, from + 1, line);
      if (count === undefined || count < 0 || count > RESP_LIMITS.bulkBytes) {
        throw new ProtocolError('invalid bulk length');
      }
      this.#bulkBytes = Number(count);
    }
    const argument = this.length;
    // The two bytes after an argument are passed over unseen.
    const next = argument + this.#bulkBytes + 2;
    if (start + next > end) return false;
    this.#bounds.push(argument, argument + this.#bulkBytes);
    this.length = next;
    this.#scanned = next;
    this.#bulkBytes = NONE;
    return true;
  }

  /** Where the line's text ends; undefined while its end is still to come. The byte after CR is taken unseen. */
  #line(bytes: Uint8Array, start: number, end: number, what: string): number | undefined {
    const at = this.#find(CR, bytes, start, end);
    if (at === undefined) {
      if (end - start - this.length > RESP_LIMITS.lineBytes) throw new ProtocolError(`too big ${what} string`);
      return undefined;
    }
    if (at + 2 > end) return undefined;
    this.length = at + 2 - start;
    this.#scanned = this.length;
    return at;
  }

  #inline(bytes: Uint8Array, start: number, end: number): Request | undefined {
    const at = this.#find(LF, bytes, start, end);
    if (at === undefined) {
      if (end - start > RESP_LIMITS.lineBytes) throw new ProtocolError('too big inline request');
      return undefined;
    }
    this.length = at + 1 - start;
    const textEnd = at > start && bytes[at - 1] === CR ? at - 1 : at;
    return this.#done({ kind: 'inline', args: splitWords(bytes.subarray(start, textEnd)) });
  }

  /** A NUL hides what is behind it, as it does from C's `strchr`. */
  #find(wanted: number, bytes: Uint8Array, start: number, end: number): number | undefined {
    for (let at = start + this.#scanned; at < end; at++) {
      const byte = bytes[at];
      if (byte === wanted) return at;
      if (byte === 0) break;
      this.#scanned++;
    }
    return undefined;
  }
}

class ProtocolError extends WireError {
  constructor(what: string) {
    super(`Protocol error: ${what}`);
  }
}
