/** The options behind SET and GETEX: conditions, and when the key ends. */
import type { Client } from './client.ts';
import { notAnInteger, ReplyError, syntaxError } from './errors.ts';
import { INT64_MAX } from './numbers.ts';
import { lower, whole } from './words.ts';

export const NO_EXPIRY = undefined;

/** In milliseconds, and counted from now or from the epoch. */
const TIMES = {
  ex: { unitMs: 1000n, relative: true },
  px: { unitMs: 1n, relative: true },
  exat: { unitMs: 1000n, relative: false },
  pxat: { unitMs: 1n, relative: false },
} as const;
type TimeOption = keyof typeof TIMES;

/** Which of them rule each other out, besides the times among themselves. */
const RIVALS: Readonly<Record<string, string>> = { nx: 'xx', xx: 'nx' };

export interface ExpiryOptions {
  has(option: string): boolean;
  /** Milliseconds since the Unix epoch, or `NO_EXPIRY`. Throws where the time is none. */
  expiresAt(): number | typeof NO_EXPIRY;
}

/** Throws where the words are no options. */
export function readExpiry(
  client: Client,
  words: readonly Uint8Array[],
  { command, allowed }: { readonly command: string; readonly allowed: readonly string[] },
): ExpiryOptions {
  const given = new Set<string>();
  let time: { readonly option: TimeOption; readonly word: Uint8Array } | undefined;
  for (let at = 0; at < words.length; at++) {
    const option = lower(words[at]);
    if (option in TIMES) {
      const word = words[++at];
      const other = time !== undefined && time.option !== option;
      if (word === undefined || other || given.has('keepttl') || given.has('persist')) throw syntaxError();
      time = { option: option as TimeOption, word };
    } else {
      const rival = RIVALS[option];
      const timed = option === 'keepttl' || option === 'persist';
      if (!allowed.includes(option) || (rival !== undefined && given.has(rival)) || (timed && time !== undefined)) {
        throw syntaxError();
      }
      given.add(option);
    }
  }
  return {
    has: (option) => given.has(option),
    expiresAt: () => {
      if (time === undefined) return NO_EXPIRY;
      const { unitMs, relative } = TIMES[time.option];
      const now = relative ? BigInt(client.instance.keyspace.now()) : 0n;
      return momentOf(BigInt(whole(time.word, notAnInteger)), { unitMs, from: now, command });
    },
  };
}

/** Throws where it is not ahead of the epoch, or beyond 64 bits. */
function momentOf(
  value: bigint,
  { unitMs, from, command }: { readonly unitMs: bigint; readonly from: bigint; readonly command: string },
): number {
  const at = value * unitMs;
  if (value <= 0n || at > INT64_MAX || at + from > INT64_MAX) {
    throw new ReplyError(`ERR invalid expire time in '${command}' command`);
  }
  return Number(at + from);
}
