/** The names of subscriptions' queues: random ones, and for durable subscriptions the same one every time. */
import { encodeText } from '../bytes.ts';
import { md5 } from './md5.ts';

export const SUBSCRIPTION_PREFIX = 'stomp-subscription-';

/** Made of topic and subscription id exactly as RabbitMQ makes it, so that both find each other's queues. */
export function durableQueueName(topic: string, id: string): string {
  const term = [TERM_VERSION, SMALL_TUPLE, 2, ...stringTerm(encodeText(topic)), ...stringTerm(encodeText(id))];
  return SUBSCRIPTION_PREFIX + base64url(md5(Uint8Array.from(term)));
}

// Erlang's external term format (erlang.org/doc/apps/erts/erl_ext_dist.html): the digest is taken of a pair of strings.
const TERM_VERSION = 131;
const SMALL_TUPLE = 104;
const STRING = 107;
const EMPTY_LIST = 106;

function stringTerm(bytes: Uint8Array): number[] {
  return bytes.length === 0 ? [EMPTY_LIST] : [STRING, bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let digit = 0; digit < Math.min(left, 3) + 1; digit++) text += ALPHABET[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}
