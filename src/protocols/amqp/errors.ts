/**
 * AMQP's errors: which code answers what the core refuses, as RabbitMQ has them, recorded from 3.10.8.
 * A soft error closes the channel, a hard one the connection.
 */
import type { BrokerError, BrokerErrorCode, Profile } from '../../broker/index.ts';
import { WireError } from '../protocol.ts';
import { refusal, replyText } from '../refusals.ts';

const REPLY_CODES = {
  CONTENT_TOO_LARGE: [311, 'soft'],
  NO_ROUTE: [312, 'soft'],
  NO_CONSUMERS: [313, 'soft'],
  CONNECTION_FORCED: [320, 'hard'],
  INVALID_PATH: [402, 'hard'],
  ACCESS_REFUSED: [403, 'soft'],
  NOT_FOUND: [404, 'soft'],
  RESOURCE_LOCKED: [405, 'soft'],
  PRECONDITION_FAILED: [406, 'soft'],
  FRAME_ERROR: [501, 'hard'],
  SYNTAX_ERROR: [502, 'hard'],
  COMMAND_INVALID: [503, 'hard'],
  CHANNEL_ERROR: [504, 'hard'],
  UNEXPECTED_FRAME: [505, 'hard'],
  RESOURCE_ERROR: [506, 'hard'],
  NOT_ALLOWED: [530, 'hard'],
  NOT_IMPLEMENTED: [540, 'hard'],
  INTERNAL_ERROR: [541, 'hard'],
} as const satisfies Record<string, readonly [number, 'soft' | 'hard']>;

export type ReplyName = keyof typeof REPLY_CODES;

/** What goes into a close: made by the session, or from a `BrokerError`. */
export class AmqpError extends Error {
  readonly code: number;
  readonly hard: boolean;
  /** The whole reply text, cut to what a short string holds. */
  readonly text: string;

  constructor(name: ReplyName, explanation: string) {
    const text = replyText(name, explanation);
    super(text);
    this.name = 'AmqpError';
    [this.code] = REPLY_CODES[name];
    this.hard = REPLY_CODES[name][1] === 'hard';
    this.text = text;
  }
}

/** A frame that is none. What was wrong is said in Erlang's words, as RabbitMQ says it. */
export class FrameError extends WireError {
  static badEnd(type: number, payload: Uint8Array, marker: number): FrameError {
    return new FrameError(`type ${type}, ${snippet(payload)}: {invalid_frame_end_marker,${marker}}`);
  }

  static tooLarge(type: number, size: number, maximum: number): FrameError {
    return new FrameError(`type ${type}, ${snippet(new Uint8Array(0))}: {frame_too_large,${size},${maximum}}`);
  }

  /** A frame that stands where it may not. */
  static misplaced(type: number, payload: Uint8Array): string {
    return `type ${type}, ${snippet(payload)}`;
  }

  static unknown(type: number, payload: Uint8Array): FrameError {
    return new FrameError(`type ${type}, ${snippet(payload)}: unknown_frame`);
  }
}

/** Bytes at which RabbitMQ hangs up without a word. */
export class SilentError extends WireError {}

const SNIPPET_BYTES = 16;

function snippet(payload: Uint8Array): string {
  const which = payload.length <= SNIPPET_BYTES ? 'all' : `first ${SNIPPET_BYTES}`;
  return `${which} octets = ${binary(payload.subarray(0, SNIPPET_BYTES))}`;
}

/** As Erlang prints a binary: text where all of it can be printed, numbers otherwise. */
function binary(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<<>>';
  const printable = bytes.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x09 || byte === 0x0d,
  );
  return printable ? `<<${JSON.stringify(String.fromCharCode(...bytes))}>>` : `<<${bytes.join(',')}>>`;
}

/** A `BrokerError` in AMQP's words. */
export function answer<C extends BrokerErrorCode>(error: BrokerError<C>, profile: Profile): AmqpError {
  const [name, text] = refusal(error, profile);
  return new AmqpError(name, text);
}
