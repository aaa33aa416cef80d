/** What a language must be able to say: a type of event left out does not compile. */
import type { EventOf, EventType } from '../../trace/events.ts';

/** One sentence per type of event; `client` names the program behind the event's connection. */
export type Words = { readonly [T in EventType]: (event: EventOf<T>, client: string) => string } & {
  /** A client whose program is not known, by its port. */
  readonly stranger: (port: number | undefined) => string;
};

/** How many bytes a base64 text stands for. */
export const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);
