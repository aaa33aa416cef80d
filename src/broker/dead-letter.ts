/**
 * What a message looks like once it has died in a queue: where it was, why, and how often, in its headers.
 * As RabbitMQ's rabbit_dead_letter and rabbit_basic write them.
 */
import type { DropReason } from '../trace/events.ts';
import { type Message, NO_KEYS, withProperties } from './message.ts';
import type { Profile } from './profile.ts';
import { EMPTY_TABLE, int64, isInteger, isList, isTable, type Table, type Value } from './values.ts';

export interface Death {
  readonly queue: string;
  readonly reason: DropReason;
  readonly at: number;
  readonly exchange: string;
  /** Undefined: the message keeps its own keys. */
  readonly key: string | undefined;
}

const REASON_WORDS: Readonly<Partial<Record<DropReason, string>>> = {
  rejected: 'rejected',
  expired: 'expired',
  maxlen: 'maxlen',
  'delivery-limit': 'delivery_limit',
};

/** The message as it goes to the dead-letter exchange. It has no time to live any more. */
export function deadLetter(message: Message, death: Death, profile: Profile): Message {
  const { expiration } = message.properties;
  let headers = recordDeath(message, death, profile);
  if (death.key !== undefined) headers = without(headers, 'CC');
  headers = without(headers, 'x-delivery-count');
  return {
    ...message,
    exchange: death.exchange,
    key: death.key ?? message.key,
    extraKeys: death.key === undefined ? message.extraKeys : NO_KEYS,
    properties: withProperties(
      message.properties,
      expiration === undefined ? { headers } : { headers, expiration: undefined },
    ),
    ttlMs: undefined,
  };
}

/**
 * Whether the message would come back, of itself alone, to a queue in which it has already died: then it is dropped.
 * A rejection on the way breaks the circle, since somebody wanted it.
 */
export function goesInCircles(message: Message, queue: string): boolean {
  const deaths = deathsOf(message.properties.headers ?? EMPTY_TABLE);
  const last = deaths.findIndex((death) => death.get('queue') === queue);
  return last >= 0 && deaths.slice(0, last + 1).every((death) => death.get('reason') !== 'rejected');
}

function recordDeath(message: Message, death: Death, profile: Profile): Table {
  const headers = message.properties.headers ?? EMPTY_TABLE;
  const reason = REASON_WORDS[death.reason] ?? death.reason;
  const deaths = deathsOf(headers);
  const same = deaths.find((entry) => entry.get('queue') === death.queue && entry.get('reason') === reason);
  const others = deaths.filter((entry) => entry !== same);
  const fresh = same === undefined ? firstDeath(message, death, reason) : again(same);
  const newest = deaths.length > 0 && profile === '3.10' ? sorted(fresh) : fresh;
  const changed = new Map(headers).set('x-death', [newest, ...others]);
  const mark = (which: string): void => {
    changed.set(`x-${which}-death-exchange`, message.exchange);
    changed.set(`x-${which}-death-queue`, death.queue);
    changed.set(`x-${which}-death-reason`, reason);
  };
  if (deaths.length === 0) mark('first');
  if (profile === '4.x') mark('last');
  return sorted(changed);
}

function firstDeath(message: Message, death: Death, reason: string): Table {
  const entry = new Map<string, Value>([
    ['count', int64(1)],
    ['reason', reason],
    ['queue', death.queue],
    ['time', { type: 'time', value: Math.floor(death.at / 1000) }],
    ['exchange', message.exchange],
    ['routing-keys', [message.key, ...message.extraKeys]],
  ]);
  if (message.properties.expiration !== undefined) entry.set('original-expiration', message.properties.expiration);
  return entry;
}

function again(entry: Table): Table {
  const count = entry.get('count');
  return new Map(entry).set('count', int64((isInteger(count) ? Number(count.value) : 0) + 1));
}

function deathsOf(headers: Table): readonly Table[] {
  const deaths = headers.get('x-death');
  return isList(deaths) ? deaths.filter(isTable) : [];
}

function sorted(table: Table): Table {
  return new Map([...table].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function without(table: Table, name: string): Table {
  if (!table.has(name)) return table;
  const copy = new Map(table);
  copy.delete(name);
  return copy;
}
