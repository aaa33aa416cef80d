/**
 * WebSocket frames (RFC 6455 §5), the server's end:
 *
 *     ┌──────────────────┬────────────────────────┬──────────┬─────────┐
 *     │ fin:1 0:3 code:4 │ masked:1 length:7      │ mask: 4  │ payload │
 *     │                  │ (126: 2, 127: 8 more)  │ (client) │         │
 *     └──────────────────┴────────────────────────┴──────────┴─────────┘
 *
 * Data is handed on as it comes, whatever frame it stands in: to the protocols above it is one stream of bytes.
 */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Why the connection is closed (§7.4.1). */
export const CLOSE = { normal: 1000, protocolError: 1002, unsupportedData: 1003 } as const;

export class FrameFault extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface FrameListener {
  /** Whether messages may come as text, too: what is spoken is a protocol of text. */
  readonly text?: boolean;
  data(chunk: Uint8Array): void;
  ping(payload: Uint8Array): void;
  /** The client says goodbye. */
  close(): void;
}

interface Header {
  readonly code: number;
  readonly mask: Uint8Array;
}

const CONTROL_BYTES_MAX = 125;
const HEADER_BYTES_MAX = 14;

export class FrameReader {
  readonly #listener: FrameListener;
  /** Bytes of a header that is not all there. */
  #pending = new Uint8Array(0);
  #header: Header | undefined;
  #left = 0;
  #read = 0;
  /** The payload of a control frame so far. */
  #control: number[] = [];
  #inMessage = false;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Throws `FrameFault`; what came before it has been handed on. */
  read(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length)
      at = this.#header === undefined ? this.#readHeader(chunk, at) : this.#readPayload(chunk, at);
  }

  #readHeader(chunk: Uint8Array, at: number): number {
    const before = this.#pending.length;
    const head = new Uint8Array(Math.min(HEADER_BYTES_MAX, before + chunk.length - at));
    head.set(this.#pending);
    head.set(chunk.subarray(at, at + head.length - before), before);
    const size = headerBytes(head);
    if (size === undefined || head.length < size) {
      this.#pending = head;
      return chunk.length;
    }
    this.#pending = new Uint8Array(0);
    this.#begin(head.subarray(0, size));
    return at + size - before;
  }

  #begin(head: Uint8Array): void {
    const [first = 0] = head;
    const code = first & 15;
    const fin = first >= 0x80;
    if (first & 0x70) throw new FrameFault(CLOSE.protocolError, 'reserved bits are set');
    const isText = code === OPCODE.text;
    if (isText && this.#listener.text !== true)
      throw new FrameFault(CLOSE.unsupportedData, 'text is sent; the protocol is binary');
    if (!isText && ![OPCODE.continuation, OPCODE.binary, OPCODE.close, OPCODE.ping, OPCODE.pong].includes(code as 0)) {
      throw new FrameFault(CLOSE.protocolError, `there is no opcode ${code}`);
    }
    this.#left = payloadBytes(head);
    if (code >= OPCODE.close) {
      if (!fin || this.#left > CONTROL_BYTES_MAX)
        throw new FrameFault(CLOSE.protocolError, 'a control frame too large');
    } else {
      if ((code === OPCODE.continuation) !== this.#inMessage) {
        throw new FrameFault(CLOSE.protocolError, 'a continuation of nothing, or none of something');
      }
      this.#inMessage = !fin;
    }
    this.#read = 0;
    this.#header = { code, mask: head.slice(-4) };
    if (this.#left === 0) this.#end();
  }

  #readPayload(chunk: Uint8Array, at: number): number {
    const { code, mask } = this.#header as Header;
    const part = chunk.slice(at, at + this.#left);
    for (let index = 0; index < part.length; index++) {
      part[index] = (part[index] as number) ^ (mask[(this.#read + index) & 3] as number);
    }
    this.#read += part.length;
    this.#left -= part.length;
    if (code < OPCODE.close) this.#listener.data(part);
    else this.#control.push(...part);
    if (this.#left === 0) this.#end();
    return at + part.length;
  }

  #end(): void {
    const { code } = this.#header as Header;
    const payload = Uint8Array.from(this.#control);
    this.#header = undefined;
    this.#control = [];
    if (code === OPCODE.ping) this.#listener.ping(payload);
    else if (code === OPCODE.close) this.#listener.close();
  }
}

/** How long the header is that begins so, its mask included; `undefined` where that is not to be told yet. */
function headerBytes(head: Uint8Array): number | undefined {
  const [, second] = head;
  if (second === undefined) return undefined;
  if (second < 0x80) throw new FrameFault(CLOSE.protocolError, 'a client masks what it sends');
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + 4;
}

function payloadBytes(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = view.getUint8(1) & 0x7f;
  if (length === 126) return view.getUint16(2);
  if (length < 126) return length;
  if (view.getUint32(2) > 0x1f_ffff) throw new FrameFault(CLOSE.protocolError, 'a frame longer than can be counted');
  return view.getUint32(2) * 0x1_0000_0000 + view.getUint32(6);
}

/** A whole frame; a server does not mask. */
export function frame(code: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const size = 2 + (length < 126 ? 0 : length < 0x1_0000 ? 2 : 8);
  const bytes = new Uint8Array(size + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x80 | code;
  bytes[1] = length < 126 ? length : length < 0x1_0000 ? 126 : 127;
  if (size === 4) view.setUint16(2, length);
  if (size === 10) {
    view.setUint32(2, Math.floor(length / 0x1_0000_0000));
    view.setUint32(6, length >>> 0);
  }
  bytes.set(payload, size);
  return bytes;
}

export const closeFrame = (code: number): Uint8Array => frame(OPCODE.close, Uint8Array.of(code >> 8, code & 0xff));
