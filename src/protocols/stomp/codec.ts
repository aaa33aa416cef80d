/**
 * STOMP 1.0, 1.1 and 1.2 frames from bytes and back. Reassembly happens here and nowhere else.
 *
 *     SEND LF                            command; every line may end with CR LF as well
 *     destination:/queue/orders LF       headers, escaped; the first of a name counts
 *     content-length:5 LF                without it the body ends with the first NUL
 *     LF
 *     hello NUL [LF]                     what a server writes ends with a line feed besides
 *     LF                                 a heart-beat
 */
import { ByteWriter, decodeText } from '../bytes.ts';
import { type Codec, type FrameView, WireError } from '../protocol.ts';
import { describeFrame } from './describe.ts';
import { header, type Header, type StompFrame } from './frames.ts';
import { CR, escape, LF, lineEnd, readHeader, readInteger } from './head.ts';
import { STOMP_LIMITS } from './limits.ts';

const NUL = 0;
/** Where RabbitMQ minds content-length: of what clients send, SEND alone; the others are a server's own. */
const WITH_LENGTH: ReadonlySet<string> = new Set(['SEND', 'MESSAGE', 'ERROR', 'RECEIPT', 'CONNECTED']);
const FIRST_STORE_BYTES = 4096;

export class StompCodec implements Codec<StompFrame> {
  lastBytes: Uint8Array = new Uint8Array(0);
  /** What has come and is not used up, from `#start` on; `#store` is where it is ours to add to. */
  #bytes: Uint8Array = new Uint8Array(0);
  #store: Uint8Array | undefined;
  #start = 0;
  /** The line that is being read begins at `#line`, and up to `#searched` there is nothing to be found any more. */
  #line = 0;
  #searched = 0;
  #command: string | undefined;
  #headers: Header[] = [];
  /** -1: up to the first NUL. */
  #bodyLength = -1;
  #phase: 'between' | 'head' | 'body' = 'between';
  /** A line end directly after a frame belongs to it. */
  #afterFrame = false;
  #failed = false;

  *decode(chunk: Uint8Array): Generator<StompFrame> {
    if (this.#failed) return;
    this.#append(chunk);
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) yield frame;
  }

  encode(frame: StompFrame): Uint8Array {
    const writer = new ByteWriter(0);
    this.encodeInto(frame, writer);
    return writer.take();
  }

  encodeInto(frame: StompFrame, writer: ByteWriter): void {
    if (frame.kind === 'heart-beat') return writer.u8(LF);
    const { command, headers, body } = frame;
    writer.text(command);
    writer.u8(LF);
    let lengthSeen = false;
    for (const [name, value] of headers) {
      if (name === 'content-length' && !lengthSeen) lengthSeen = true;
      else writer.text(`${escape(name)}:${escape(value)}\n`);
    }
    if (body.length > 0) writer.text(`content-length:${body.length}\n`);
    writer.u8(LF);
    writer.bytes(body);
    writer.u8(NUL);
    writer.u8(LF);
  }

  describe(frame: StompFrame): FrameView {
    return describeFrame(frame, frame.wire ?? this.encode(frame));
  }

  /** Never writes over what has been given out: frames keep their bytes. */
  #append(chunk: Uint8Array): void {
    const pending = this.#bytes.length - this.#start;
    if (pending === 0) {
      this.#bytes = chunk;
      this.#store = undefined;
      this.#start = this.#line = this.#searched = 0;
      return;
    }
    let end = this.#bytes.length;
    if (this.#store === undefined || end + chunk.length > this.#store.length) {
      this.#store = new Uint8Array(Math.max(FIRST_STORE_BYTES, 2 * (pending + chunk.length)));
      this.#store.set(this.#bytes.subarray(this.#start));
      this.#line -= this.#start;
      this.#searched -= this.#start;
      this.#start = 0;
      end = pending;
    }
    this.#store.set(chunk, end);
    this.#bytes = this.#store.subarray(0, end + chunk.length);
  }

  #next(): StompFrame | undefined {
    try {
      if (this.#phase === 'between') {
        const heartBeat = this.#between();
        if (heartBeat !== undefined) return heartBeat;
      }
      if (this.#phase === 'head') this.#head();
      return this.#phase === 'body' ? this.#body() : undefined;
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** Line ends are heart-beats; stray NULs are nothing; anything else begins a frame. */
  #between(): StompFrame | undefined {
    const bytes = this.#bytes;
    for (let at = this.#start; at < bytes.length; at = this.#start) {
      const byte = bytes[at];
      if (byte === CR && at + 1 === bytes.length) return undefined;
      if (byte === CR && bytes[at + 1] !== LF) throw new WireError('a carriage return that no line feed follows');
      if (byte !== LF && byte !== CR && byte !== NUL) {
        this.#phase = 'head';
        this.#line = this.#searched = at;
        return undefined;
      }
      this.#start += byte === CR ? 2 : 1;
      const belongs = this.#afterFrame;
      this.#afterFrame = false;
      if (byte === NUL || belongs) continue;
      this.lastBytes = bytes.subarray(at, this.#start);
      return { kind: 'heart-beat', wire: this.lastBytes };
    }
    return undefined;
  }

  /** Line by line up to the empty one. */
  #head(): void {
    const bytes = this.#bytes;
    while (this.#phase === 'head') {
      const lineFeed = bytes.indexOf(LF, this.#searched);
      const end = lineFeed < 0 ? bytes.length : lineFeed;
      if (end - this.#start > STOMP_LIMITS.headBytes) throw tooMuch('bytes of command and headers', 'headBytes');
      this.#searched = end;
      if (lineFeed < 0) return;
      this.#readLine(this.#line, lineEnd(bytes, this.#line, lineFeed));
      this.#line = this.#searched = lineFeed + 1;
    }
  }

  #readLine(start: number, end: number): void {
    if (this.#command === undefined) this.#command = decodeText(this.#bytes, start, end);
    else if (start < end) {
      this.#headers.push(readHeader(this.#bytes, start, end));
      if (this.#headers.length > STOMP_LIMITS.headers) throw tooMuch('headers', 'headers');
    } else {
      this.#bodyLength = WITH_LENGTH.has(this.#command) ? contentLength(this.#headers) : -1;
      this.#phase = 'body';
    }
  }

  #body(): StompFrame | undefined {
    const bytes = this.#bytes;
    const from = this.#line;
    const end = this.#bodyLength < 0 ? bytes.indexOf(NUL, this.#searched) : from + this.#bodyLength;
    this.#searched = bytes.length;
    if (this.#bodyLength < 0 && (end < 0 ? bytes.length : end) - from > STOMP_LIMITS.bodyBytes) {
      throw tooMuch('bytes of body', 'bodyBytes');
    }
    if (end < 0 || end >= bytes.length) return undefined;
    if (bytes[end] !== NUL) throw new WireError('no NUL where content-length says that the body ends');
    return this.#finish(from, end);
  }

  #finish(from: number, end: number): StompFrame {
    const wire = this.#bytes.subarray(this.#start, end + 1);
    const body = this.#bytes.subarray(from, end);
    const command = this.#command ?? '';
    const headers = this.#headers;
    this.#command = undefined;
    this.#headers = [];
    this.#phase = 'between';
    this.#afterFrame = true;
    this.#start = end + 1;
    this.lastBytes = wire;
    return { kind: 'frame', command, headers, body, wire };
  }
}

function contentLength(headers: readonly Header[]): number {
  const text = header({ headers }, 'content-length');
  if (text === undefined) return -1;
  const length = readInteger(text);
  if (length === undefined || length < 0) throw new WireError(`content-length ${JSON.stringify(text)} is no length`);
  if (length > STOMP_LIMITS.bodyBytes) throw tooMuch('bytes of body', 'bodyBytes');
  return length;
}

function tooMuch(what: string, limit: 'headBytes' | 'headers' | 'bodyBytes'): WireError {
  return new WireError(`more than ${STOMP_LIMITS[limit]} ${what} in a frame (${limit})`);
}
