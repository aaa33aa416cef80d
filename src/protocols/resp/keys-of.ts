/** Which of a command's words are keys. */
import type { Command } from './command.ts';
import { lower } from './words.ts';

/** `words` begin with the command's name. */
export function keysOf(command: Command, words: readonly Uint8Array[]): Uint8Array[] {
  const [first, last, step] = command.keys;
  if (first === 0) return command.flags.has('movablekeys') ? streamKeys(words) : [];
  const end = last < 0 ? words.length + last : last;
  const keys: Uint8Array[] = [];
  for (let at = first; at <= end && at < words.length; at += step) keys.push(words[at] as Uint8Array);
  return keys;
}

/** Behind STREAMS come the keys, and then as many ids. */
function streamKeys(words: readonly Uint8Array[]): Uint8Array[] {
  const at = words.findIndex((word) => lower(word) === 'streams') + 1;
  return at === 0 ? [] : words.slice(at, at + Math.floor((words.length - at) / 2));
}
