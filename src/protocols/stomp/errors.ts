/** What an ERROR frame says, and whether the connection outlives it. RabbitMQ's texts, recorded from 3.10.8. */
import type { BrokerError, BrokerErrorCode, Profile } from '../../broker/index.ts';
import { encodeText } from '../bytes.ts';
import { refusal, replyText } from '../refusals.ts';
import { type Header, type StompCommand, stompFrame } from './frames.ts';
import { SUPPORTED_VERSIONS } from './versions.ts';

export class StompError extends Error {
  /** The `message` header. */
  readonly title: string;
  /** The body. */
  readonly detail: string;
  /** Against the specification, RabbitMQ goes on after most errors; where the broker itself refuses, it closes. */
  readonly closes: boolean;

  constructor(title: string, detail: string, closes = false) {
    super(`${title}: ${detail}`);
    this.name = 'StompError';
    this.title = title;
    this.detail = detail;
    this.closes = closes;
  }
}

/** A header whose value RabbitMQ cannot make sense of makes its handler break, and this is what it says of that. */
export const processingError = (): StompError => new StompError('Processing error', 'Processing error');

/** What the broker refuses, in AMQP's words: the plugin is an AMQP client of its own broker. */
export function answer<C extends BrokerErrorCode>(error: BrokerError<C>, profile: Profile): StompError {
  const [name, explanation] = refusal(error, profile);
  return new StompError(name.toLowerCase(), replyText(name, explanation), true);
}

export function errorFrame(title: string, detail: string, extra: readonly Header[] = []): StompCommand {
  const headers: Header[] = [
    ['message', title],
    ['content-type', 'text/plain'],
    ['version', SUPPORTED_VERSIONS.join(',')],
    ...extra,
  ];
  return stompFrame('ERROR', headers, encodeText(detail));
}

const ERLANG_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\b': '\\b',
  '\f': '\\f',
  '\u001b': '\\e',
};

/** As Erlang prints a string whose characters are bytes: in quotes if all can be printed, otherwise as numbers. */
export function quoted(text: string): string {
  const bytes = [...encodeText(text)];
  const printable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte >= 0xa0;
  const shown = bytes.map((byte) => String.fromCharCode(byte));
  if (!shown.every((character, index) => printable(bytes[index] ?? 0) || character in ERLANG_ESCAPES)) {
    return `[${bytes.join(',')}]`;
  }
  return bytes.length === 0 ? '[]' : `"${shown.map((character) => ERLANG_ESCAPES[character] ?? character).join('')}"`;
}
