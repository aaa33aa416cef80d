/**
 * AMQP 0-9-1 frames from bytes and back. Reassembly happens here and nowhere else.
 *
 *     0      1         3             7                  7+size   8+size
 *     +------+---------+-------------+------------------+--------+
 *     | type | channel |    size     |     payload      |  0xCE  |      type 1 method, 2 content header,
 *     +------+---------+-------------+------------------+--------+           3 content body, 8 heartbeat
 */
import type { ByteWriter } from '../bytes.ts';
import { ByteReader, ByteWriter as Writer } from '../bytes.ts';
import type { WireError } from '../protocol.ts';
import { type Codec, type FrameView } from '../protocol.ts';
import { describeFrame } from './describe.ts';
import { FrameError, SilentError } from './errors.ts';
import { readFields, SHAPES, shapeOf, writeFields } from './fields.ts';
import { type AmqpFrame, FRAME, FRAME_OVERHEAD_BYTES, FRAME_TOLERANCE_BYTES, type MethodFrame } from './frames.ts';
import { AMQP_LIMITS } from './limits.ts';
import { WireProperties, writeProperties } from './properties.ts';

const FRAME_HEAD_BYTES = 7;
const PROTOCOL_HEADER_BYTES = 8;
const LETTER_A = 0x41;

export class AmqpCodec implements Codec<AmqpFrame> {
  /** The first bytes of a frame whose rest is still to come. */
  #held = new Uint8Array(0);
  #heldBytes = 0;
  #first = true;
  #failed = false;
  /** Where the frame that was given last stands: not cut out before somebody asks. */
  #lastBuffer: Uint8Array = new Uint8Array(0);
  #lastStart = 0;
  #lastEnd = 0;

  /** A publisher says the same of most of its messages: then it is read and kept once. */
  #properties: WireProperties | undefined;

  get lastBytes(): Uint8Array {
    return this.#lastBuffer.subarray(this.#lastStart, this.#lastEnd);
  }

  *decode(chunk: Uint8Array): Generator<AmqpFrame> {
    let at = 0;
    while (this.#heldBytes > 0 && at < chunk.length && !this.#failed) {
      at += this.#hold(chunk, at);
      const total = this.#total(this.#held, 0, this.#heldBytes);
      if (this.#heldBytes < total) continue;
      const bytes = this.#held;
      this.#held = new Uint8Array(0);
      this.#heldBytes = 0;
      yield this.#frame(new ByteReader(bytes, 0, total), 0, total);
    }
    if (at === chunk.length || this.#failed) return;
    const reader = new ByteReader(chunk);
    while (!this.#failed) {
      const total = this.#total(chunk, at, chunk.length - at);
      if (chunk.length - at < total) break;
      yield this.#frame(reader, at, total);
      at += total;
    }
    while (!this.#failed && at < chunk.length) at += this.#hold(chunk, at);
  }

  encode(frame: AmqpFrame): Uint8Array {
    const writer = new Writer(0);
    this.encodeInto(frame, writer);
    return writer.take();
  }

  encodeInto(frame: AmqpFrame, writer: ByteWriter): void {
    if (frame.kind === 'protocol-header') return writer.bytes(frame.bytes);
    writer.u8(FRAME[frame.kind]);
    writer.u16(frame.channel);
    const sizeAt = writer.length;
    writer.u32(0);
    if (frame.kind === 'method') {
      writer.u32(shapeOf(frame.method).id);
      writeFields(writer, frame.method, frame.fields);
    } else if (frame.kind === 'header') {
      writer.u16(frame.classId);
      writer.u16(0);
      writer.u64(frame.bodyBytes);
      writeProperties(writer, frame.properties);
    } else if (frame.kind === 'body') writer.bytes(frame.payload);
    writer.setU32(sizeAt, writer.length - sizeAt - 4);
    writer.u8(FRAME.end);
  }

  describe(frame: AmqpFrame): FrameView {
    return describeFrame(frame, this.encode(frame));
  }

  /** Takes from `chunk` what the held frame still lacks, first up to its size, then up to its end. */
  #hold(chunk: Uint8Array, from: number): number {
    const wanted =
      this.#heldBytes < FRAME_OVERHEAD_BYTES ? FRAME_OVERHEAD_BYTES : this.#total(this.#held, 0, this.#heldBytes);
    const taken = Math.min(wanted - this.#heldBytes, chunk.length - from);
    if (this.#held.length < this.#heldBytes + taken || this.#held.length < wanted) {
      const larger = new Uint8Array(Math.max(wanted, this.#heldBytes + taken));
      larger.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = larger;
    }
    this.#held.set(chunk.subarray(from, from + taken), this.#heldBytes);
    this.#heldBytes += taken;
    return taken;
  }

  /** The whole frame's length, as far as it can be known: at least one byte more than is there. */
  #total(bytes: Uint8Array, at: number, available: number): number {
    if (available < FRAME_HEAD_BYTES) return Math.max(available + 1, FRAME_HEAD_BYTES);
    if (this.#isProtocolHeader(bytes[at] as number)) return PROTOCOL_HEADER_BYTES;
    const size =
      (bytes[at + 3] as number) * 0x100_0000 +
      (((bytes[at + 4] as number) << 16) | ((bytes[at + 5] as number) << 8) | (bytes[at + 6] as number));
    const maximum = AMQP_LIMITS.frameBytesMax - FRAME_OVERHEAD_BYTES;
    if (size > maximum + FRAME_TOLERANCE_BYTES) this.#fail(FrameError.tooLarge(bytes[at] as number, size, maximum));
    return size + FRAME_OVERHEAD_BYTES;
  }

  /** At the start of a connection anything that is not a frame is taken for a header: the session judges it. */
  #isProtocolHeader(type: number): boolean {
    return this.#first && (type === LETTER_A || !(type in TYPES));
  }

  #frame(reader: ByteReader, start: number, total: number): AmqpFrame {
    const { bytes } = reader;
    const type = bytes[start] as number;
    this.#lastBuffer = bytes;
    this.#lastStart = start;
    this.#lastEnd = start + total;
    reader.at = start;
    reader.end = start + total;
    if (this.#isProtocolHeader(type)) {
      this.#first = false;
      return { kind: 'protocol-header', channel: 0, bytes: reader.take(total) };
    }
    this.#first = false;
    const end = bytes[start + total - 1] as number;
    if (end !== FRAME.end) {
      this.#fail(FrameError.badEnd(type, bytes.subarray(start + FRAME_HEAD_BYTES, start + total - 1), end));
    }
    reader.at = start + 1;
    const channel = reader.u16();
    reader.at = start + FRAME_HEAD_BYTES;
    reader.end = start + total - 1;
    try {
      return this.#payload(reader, type, channel);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  #payload(reader: ByteReader, type: number, channel: number): AmqpFrame {
    if (type === FRAME.method) return readMethod(reader, channel);
    if (type === FRAME.header) return this.#header(reader, channel);
    const payload = reader.bytes.subarray(reader.at, reader.end);
    if (type === FRAME.body) return { kind: 'body', channel, payload };
    if (type !== FRAME.heartbeat || payload.length > 0) throw FrameError.unknown(type, payload);
    return { kind: 'heartbeat', channel };
  }

  #header(reader: ByteReader, channel: number): AmqpFrame {
    const classId = reader.u16();
    reader.skip(2);
    const bodyBytes = reader.count64();
    if (this.#properties?.isAt(reader) !== true) this.#properties = new WireProperties(reader.take(reader.left));
    return { kind: 'header', channel, classId, bodyBytes, properties: this.#properties };
  }

  #fail(error: WireError): never {
    this.#failed = true;
    throw error;
  }
}

const TYPES: Readonly<Record<number, true>> = {
  [FRAME.method]: true,
  [FRAME.header]: true,
  [FRAME.body]: true,
  [FRAME.heartbeat]: true,
};

function readMethod(reader: ByteReader, channel: number): MethodFrame {
  const id = reader.u32();
  const shape = SHAPES.get(id);
  if (shape === undefined) throw new SilentError(`unknown method ${id >>> 16}.${id & 0xffff}`);
  const fields = readFields(reader, shape);
  return { kind: 'method', channel, method: shape.name, fields } as unknown as MethodFrame;
}
