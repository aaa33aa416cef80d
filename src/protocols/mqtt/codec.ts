/**
 * Bytes ↔ control packets, of MQTT 3.1, 3.1.1 and 5.0 (§2.1):
 *
 *     ┌────────────────┬───────────────────────────┬─────────────────┬─────────┐
 *     │ type:4 flags:4 │ remaining length: 1–4 ×   │ variable header │ payload │
 *     │                │ (continues:1, 7 bits)     │                 │         │
 *     └────────────────┴───────────────────────────┴─────────────────┴─────────┘
 *
 * Which version the bytes are of is said once, by CONNECT; a codec learns it from the CONNECT that it reads or writes.
 */
import { ByteWriter } from '../bytes.ts';
import type { Codec, FieldView, FrameView } from '../protocol.ts';
import { describePacket } from './describe.ts';
import { malformed, PacketError, protocolError } from './errors.ts';
import { PACKET_BYTES_MAX } from './limits.ts';
import { PACKET_TYPES, type Packet, type Version } from './packets.ts';
import { parsePacket } from './parse.ts';
import { Reader } from './reader.ts';
import { writePacket } from './write.ts';

export interface CodecOptions {
  /** Until a CONNECT says otherwise. */
  readonly version?: Version;
  readonly packetBytesMax?: number;
}

/** Where the bytes of a packet end and what its first byte says. */
interface Frame {
  readonly row: NonNullable<(typeof PACKET_TYPES)[number]>;
  readonly flags: number;
  readonly bodyStart: number;
  readonly end: number;
}

const SMALL_PACKET_BYTES = 256;
const NOTHING: Uint8Array = new Uint8Array(0);

export class MqttCodec implements Codec<Packet> {
  readonly #packetBytesMax: number;
  #version: Version;
  /** Bytes of packets that have not come out yet, in pieces as they came; packets begin at `#at` of the first. */
  #pieces: Uint8Array[] = [];
  #at = 0;
  #heldBytes = 0;
  /** No packet is whole before this many bytes are held. */
  #wantedBytes = 2;
  #failure: PacketError | undefined;
  #lastPacket: Packet | undefined;
  #lastBuffer = NOTHING;
  #lastStart = 0;
  #lastEnd = 0;

  constructor(options: CodecOptions = {}) {
    this.#version = options.version ?? 4;
    this.#packetBytesMax = options.packetBytesMax ?? PACKET_BYTES_MAX;
  }

  get version(): Version {
    return this.#version;
  }

  *decode(chunk: Uint8Array): Generator<Packet, void, undefined> {
    if (this.#failure) throw this.#failure;
    if (chunk.length > 0) this.#pieces.push(chunk);
    this.#heldBytes += chunk.length;
    while (this.#heldBytes >= this.#wantedBytes) {
      const packet = this.#next();
      if (packet) yield packet;
    }
  }

  get lastBytes(): Uint8Array {
    return this.#lastBuffer.subarray(this.#lastStart, this.#lastEnd);
  }

  encode(packet: Packet): Uint8Array {
    if (packet.type === 'connect') this.#version = packet.version;
    return written(packet, this.#version);
  }

  encodeInto(packet: Packet, writer: ByteWriter): void {
    if (packet.type === 'connect') this.#version = packet.version;
    writePacket(writer, packet, this.#version);
  }

  /** The packet that came out last as its bytes stood, every other one as it would be written. */
  describe(packet: Packet): FrameView {
    const version = packet.type === 'connect' ? packet.version : this.#version;
    const bytes = packet === this.#lastPacket ? this.lastBytes : written(packet, version);
    const fields: FieldView[] = [];
    const frame = readHeader(bytes, 0, version, fields);
    if (!frame) throw protocolError('a packet was written without its header');
    parseFrame(bytes, frame, version, fields);
    return { title: describePacket(packet), fields };
  }

  /** The next whole packet, or `undefined` where more bytes are wanted than thought before. */
  #next(): Packet | undefined {
    try {
      const bytes = this.#join();
      const start = this.#at;
      const frame = readHeader(bytes, start, this.#version);
      const wanted = frame ? frame.end - start : this.#heldBytes + 1;
      if (wanted > this.#packetBytesMax) {
        throw new PacketError(
          'packetTooLarge',
          `a packet of ${wanted} bytes; at most ${this.#packetBytesMax} are taken`,
        );
      }
      if (!frame || this.#heldBytes < wanted) {
        this.#wantedBytes = wanted;
        return undefined;
      }
      this.#heldBytes -= wanted;
      this.#wantedBytes = 2;
      this.#at = frame.end;
      if (this.#heldBytes === 0) this.#pieces.length = this.#at = 0;
      const packet = parseFrame(bytes, frame, this.#version);
      this.#lastPacket = packet;
      this.#lastBuffer = bytes;
      this.#lastStart = start;
      this.#lastEnd = frame.end;
      if (packet.type === 'connect') this.#version = packet.version;
      return packet;
    } catch (error) {
      if (error instanceof PacketError) this.#failure = error;
      throw error;
    }
  }

  /** All that is held as one piece. Each byte is copied at most once more while the rest of its packet is waited for. */
  #join(): Uint8Array {
    const [first = NOTHING] = this.#pieces;
    if (this.#pieces.length < 2) return first;
    const joined = new Uint8Array(this.#heldBytes);
    let end = 0;
    this.#pieces[0] = first.subarray(this.#at);
    for (const piece of this.#pieces) {
      joined.set(piece, end);
      end += piece.length;
    }
    this.#pieces = [joined];
    this.#at = 0;
    return joined;
  }
}

function written(packet: Packet, version: Version): Uint8Array {
  const writer = new ByteWriter(SMALL_PACKET_BYTES);
  writePacket(writer, packet, version);
  return writer.take();
}

/** `undefined` where the fixed header is not all there. */
function readHeader(bytes: Uint8Array, start: number, version: Version, fields?: FieldView[]): Frame | undefined {
  const first = bytes[start];
  if (first === undefined) return undefined;
  const row = PACKET_TYPES[first >> 4];
  if (!row || (version < 5 && row.type === 'auth'))
    throw protocolError('packet type 0 or 15 is reserved [MQTT-2.2.2-1]');
  const flags = first & 15;
  if (row.type !== 'publish' && flags !== row.flags) {
    throw malformed(`${row.type}: the flags are ${flags}, not ${row.flags} [MQTT-2.1.3-1]`, row.type);
  }
  let remaining = 0;
  let at = start + 1;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) return undefined;
    remaining |= (byte & 0x7f) << shift;
    if (byte === 0 && shift > 0 && version === 5) {
      throw malformed('the remaining length is not written in the fewest bytes [MQTT-1.5.5-1]', row.type);
    }
    if (byte < 0x80) break;
    if (shift === 21) throw malformed('the remaining length is longer than four bytes');
  }
  if (fields) {
    const publish = `, ${flags & 8 ? 'DUP, ' : ''}QoS ${(flags >> 1) & 3}${flags & 1 ? ', RETAIN' : ''}`;
    const value = row.type.toUpperCase() + (row.type === 'publish' ? publish : '');
    fields.push({ name: 'packet type', value, start: 0, end: 1 });
    fields.push({ name: 'remaining length', value: String(remaining), start: 1, end: at });
  }
  return { row, flags, bodyStart: at, end: at + remaining };
}

const parseFrame = (bytes: Uint8Array, frame: Frame, version: Version, fields?: FieldView[]): Packet =>
  parsePacket(new Reader(bytes, frame.bodyStart, frame.end, fields), {
    type: frame.row.type,
    flags: frame.flags,
    version,
  });
