/**
 * RESP frames from bytes and back. Reassembly happens here and nowhere else. The two directions have grammars of their
 * own: a server hears requests, a client hears replies.
 *
 *     client ─ *2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n ─► server      a request: an array of bulk strings, or a line of words
 *     client ◄─ $2\r\nhi\r\n ────────────────── server      a reply: a mark, a length or a value, CR LF
 */
import { ByteWriter } from '../bytes.ts';
import { type Codec, type FrameView, WireError } from '../protocol.ts';
import { describeFrame } from './describe.ts';
import type { Reply, Request, RespFrame } from './frames.ts';
import { RESP_LIMITS } from './limits.ts';
import { ReplyParser } from './reply-parser.ts';
import { RequestParser } from './request-parser.ts';
import { writeFrame } from './writing.ts';

const NOTHING = new Uint8Array(0);

interface Parser<F> {
  length: number;
  parse(bytes: Uint8Array, start: number, end: number): F | undefined;
  reset(): void;
}

class HalfCodec<F extends RespFrame> implements Codec<RespFrame> {
  /** Where the frame that was given last stands: not cut out before somebody asks. */
  #lastBuffer: Uint8Array = NOTHING;
  #lastStart = 0;
  #lastEnd = 0;
  readonly #parser: Parser<F>;
  /** The first bytes of a frame whose rest is still to come; its end is free room. */
  #held = NOTHING;
  #heldBytes = 0;
  #failed = false;

  constructor(parser: Parser<F>) {
    this.#parser = parser;
  }

  *decode(chunk: Uint8Array): Generator<F> {
    if (this.#failed || chunk.length === 0) return;
    let bytes = chunk;
    let end = chunk.length;
    if (this.#heldBytes > 0) {
      this.#hold(chunk);
      bytes = this.#held;
      end = this.#heldBytes;
    }
    let start = 0;
    while (start < end) {
      const frame = this.#next(bytes, start, end);
      if (frame === undefined) break;
      this.#lastBuffer = bytes;
      this.#lastStart = start;
      start += this.#parser.length;
      this.#lastEnd = start;
      this.#parser.reset();
      yield frame;
    }
    if (bytes === this.#held && start === 0) return;
    // What was handed out points into the old bytes: what is left over gets room of its own.
    this.#held = NOTHING;
    this.#heldBytes = 0;
    if (start < end) this.#hold(bytes.subarray(start, end));
  }

  get lastBytes(): Uint8Array {
    return this.#lastBuffer.subarray(this.#lastStart, this.#lastEnd);
  }

  encode(frame: RespFrame): Uint8Array {
    const writer = new ByteWriter(0);
    writeFrame(frame, writer);
    return writer.take();
  }

  encodeInto(frame: RespFrame, writer: ByteWriter): void {
    writeFrame(frame, writer);
  }

  describe(frame: RespFrame): FrameView {
    return describeFrame(frame, this.encode(frame));
  }

  #next(bytes: Uint8Array, start: number, end: number): F | undefined {
    try {
      return this.#parser.parse(bytes, start, end);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** Grows with what has come, not with what was announced. */
  #hold(chunk: Uint8Array): void {
    const needed = this.#heldBytes + chunk.length;
    if (needed > RESP_LIMITS.queryBytes) {
      this.#failed = true;
      throw new SilentError('the client reached the max query buffer length');
    }
    if (needed > this.#held.length) {
      const larger = new Uint8Array(this.#heldBytes === 0 ? needed : needed * 2);
      larger.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = larger;
    }
    this.#held.set(chunk, this.#heldBytes);
    this.#heldBytes = needed;
  }
}

/** The server's side. */
export class RespCodec extends HalfCodec<Request> {
  constructor() {
    super(new RequestParser());
  }
}

/** The client's side: the same frames, heard from the other end. */
export class RespClientCodec extends HalfCodec<Reply> {
  constructor() {
    super(new ReplyParser());
  }
}

/** The connection ends without a word about it. */
export class SilentError extends WireError {}
