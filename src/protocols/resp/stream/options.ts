/** What XADD and XTRIM can be told besides the entry: how much to keep, and under which id. */
import { notAnInteger, ReplyError, syntaxError } from '../errors.ts';
import { count, lower, text } from '../words.ts';
import { parseId, parseOpenId, type StreamId, tryParseId } from './id.ts';
import type { TrimOptions, TrimRule } from './stream-value.ts';

/** Without a limit of its own a rough trim goes so far: a hundred nodes of a hundred entries. */
const ROUGH_LIMIT = 10_000;

export interface Trim {
  readonly rule: TrimRule;
  readonly options: TrimOptions;
}

/** `auto`: the clock's; `ms`: the next within those milliseconds. */
type WantedId =
  | { readonly kind: 'auto' }
  | { readonly kind: 'ms'; readonly ms: bigint }
  | { readonly kind: 'id'; readonly id: StreamId };

export interface AddOptions {
  readonly makeStream: boolean;
  readonly id: WantedId;
  readonly fields: readonly Uint8Array[];
  readonly trim: Trim | undefined;
}

export function readAddOptions(words: readonly Uint8Array[]): AddOptions {
  const reader = new OptionReader(words);
  let makeStream = true;
  while (reader.more) {
    if (text(reader.peek) === '*') return { makeStream, id: { kind: 'auto' }, ...reader.rest() };
    if (reader.readTrim()) continue;
    if (lower(reader.peek) === 'nomkstream') {
      makeStream = false;
      reader.skip();
      continue;
    }
    const word = reader.peek as Uint8Array;
    const ms = tryParseId(word) === undefined ? parseOpenId(word) : undefined;
    const id: WantedId = ms === undefined ? { kind: 'id', id: parseId(word) } : { kind: 'ms', ms };
    return { makeStream, id, ...reader.rest() };
  }
  return { makeStream, id: { kind: 'auto' }, fields: [], trim: reader.trim() };
}

export function readTrimOptions(words: readonly Uint8Array[]): Trim {
  const reader = new OptionReader(words);
  while (reader.more) if (!reader.readTrim()) throw syntaxError();
  const trim = reader.trim();
  if (trim === undefined) throw new ReplyError('ERR syntax error, XTRIM must be called with a trimming strategy');
  return trim;
}

class OptionReader {
  readonly #words: readonly Uint8Array[];
  #at = 0;
  #rule: TrimRule | undefined;
  #roughly = false;
  #limit: number | undefined;

  constructor(words: readonly Uint8Array[]) {
    this.#words = words;
  }

  get more(): boolean {
    return this.#at < this.#words.length;
  }

  get peek(): Uint8Array | undefined {
    return this.#words[this.#at];
  }

  skip(): void {
    this.#at++;
  }

  /** What follows the id, and how much to keep. */
  rest(): Pick<AddOptions, 'fields' | 'trim'> {
    const trim = this.trim();
    return { fields: this.#words.slice(this.#at + 1), trim };
  }

  /** False where the next word is no such option. */
  readTrim(): boolean {
    const option = lower(this.peek);
    const value = this.#words[this.#at + 1];
    if (value === undefined) return false;
    if (option === 'limit') {
      this.#limit = count(value);
      if (this.#limit < 0) throw new ReplyError('ERR The LIMIT argument must be >= 0.');
      this.#at += 2;
      return true;
    }
    if (option !== 'maxlen' && option !== 'minid') return false;
    if (this.#rule !== undefined) {
      throw new ReplyError('ERR syntax error, MAXLEN and MINID options at the same time are not compatible');
    }
    const sign = text(value);
    const signed = (sign === '~' || sign === '=') && this.#words[this.#at + 2] !== undefined;
    this.#roughly = signed && sign === '~';
    this.#at += signed ? 2 : 1;
    this.#rule = option === 'maxlen' ? lengthRule(this.peek) : { kind: 'from', id: parseId(this.peek) };
    this.#at++;
    return true;
  }

  /** Throws where a limit stands alone. */
  trim(): Trim | undefined {
    const rule = this.#rule;
    if (this.#limit !== undefined && this.#limit !== 0 && rule === undefined) {
      const text = 'ERR syntax error, LIMIT cannot be used without specifying a trimming strategy';
      throw new ReplyError(text);
    }
    if (rule === undefined) return undefined;
    if (this.#limit !== undefined && !this.#roughly) {
      throw new ReplyError('ERR syntax error, LIMIT cannot be used without the special ~ option');
    }
    const limit = this.#limit ?? (this.#roughly ? ROUGH_LIMIT : 0);
    return { rule, options: { roughly: this.#roughly, limit } };
  }
}

function lengthRule(word: Uint8Array | undefined): TrimRule {
  const length = count(word, notAnInteger);
  if (length < 0) throw new ReplyError('ERR The MAXLEN argument must be >= 0.');
  return { kind: 'length', length };
}
