/** Every event of the trace as one sentence: the picture for those who read or hear it. */
import type { TraceEvent } from '../../trace/events.ts';
import type { Picture } from '../picture.ts';
import { processOf } from '../picture.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';
import type { Words } from './words.ts';

const WORDS = { vi, en } satisfies Record<string, Words>;
export type SceneLanguage = keyof typeof WORDS;

/** `before` is the picture without `event` in it: it still knows a connection that the event closes. */
export function say(event: TraceEvent, before: Picture, language: SceneLanguage): string {
  const words: Words = WORDS[language];
  const client = clientOf(event, before);
  const name = client.process ?? words.stranger(client.port);
  const sentence = (words[event.type] as (event: TraceEvent, client: string) => string)(event, name);
  const startsWithName = client.process === undefined && sentence.startsWith(name);
  return startsWithName ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}

function clientOf(event: TraceEvent, before: Picture): { process?: string | undefined; port?: number | undefined } {
  if (event.type === 'connection-opened') {
    return { process: before.dialling.get(event.peer.port), port: event.peer.port };
  }
  const connection = 'connection' in event ? event.connection : undefined;
  if (connection === undefined) return {};
  return { process: processOf(before, connection), port: before.connections.get(connection)?.peerPort };
}
