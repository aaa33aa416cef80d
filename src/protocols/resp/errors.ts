/**
 * What Redis says when it refuses, in its own words (7.0). A protocol's sibling has a table from the core's errors to
 * its own; here there is none, since RESP keeps its keys, channels and streams itself and asks the core for nothing
 * that could be refused.
 */
import type { Reply } from './frames.ts';

/** Ends the command that throws it, with an error for an answer. The first word is the error's code. */
export class ReplyError extends Error {
  get reply(): Reply {
    return { kind: 'error', text: oneLine(this.message) };
  }
}

/** An error is one line: whatever a client's words bring in of line ends becomes blanks. */
function oneLine(text: string): string {
  return text.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/[\r\n]/g, ' ');
}

const refusal = (text: string) => (): ReplyError => new ReplyError(text);

export const syntaxError = refusal('ERR syntax error');
export const notAnInteger = refusal('ERR value is not an integer or out of range');
export const wrongType = refusal('WRONGTYPE Operation against a key holding the wrong kind of value');
export const noSuchKey = refusal('ERR no such key');
export const outOfMemory = refusal("OOM command not allowed when used memory > 'maxmemory'.");

export function wrongArity(command: string): ReplyError {
  return new ReplyError(`ERR wrong number of arguments for '${command}' command`);
}
