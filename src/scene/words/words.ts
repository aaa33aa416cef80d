/** What a language must be able to say: a type of event left out does not compile. */
import type { EventOf, EventType } from '../../trace/events.ts';

/** One sentence per type of event; `client` names the program behind the event's connection. */
export type Words = { readonly [T in EventType]: (event: EventOf<T>, client: string) => string } & {
  /** A client whose program is not known, by its port. */
  readonly stranger: (port: number | undefined) => string;
};

/** How many bytes a base64 text stands for. */
export const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);

/** The beginning of a message's body, on one line. */
export function excerpt(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT_CHARS ? `${line.slice(0, EXCERPT_CHARS)}…` : line;
}
const EXCERPT_CHARS = 80;
