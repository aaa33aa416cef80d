/** The HTTP request that opens a WebSocket, and its answer (RFC 6455 §4.2). */
import { sha1 } from '@noble/hashes/legacy.js';
import { toBase64 } from '../base64.ts';

const REQUEST_BYTES_MAX = 8192;
const ACCEPT_SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const END = '\r\n\r\n';
const encoder = new TextEncoder();

export interface Answer {
  /** Sent as it is. */
  readonly bytes: Uint8Array;
  /** Whether the connection is a WebSocket from here on. */
  readonly accepted: boolean;
  /** What came behind the request. */
  readonly rest: Uint8Array;
}

/** Gathers the request. */
export class Handshake {
  readonly #subprotocols: readonly string[];
  #received = '';

  /** `subprotocols` in the order of liking; a client that offers none of them is refused. */
  constructor(subprotocols: readonly string[]) {
    this.#subprotocols = subprotocols;
  }

  /** `undefined` where the request is not all there. */
  read(chunk: Uint8Array): Answer | undefined {
    const before = this.#received.length;
    this.#received += Array.from(chunk, (byte) => String.fromCharCode(byte)).join('');
    const end = this.#received.indexOf(END);
    if (end < 0 && this.#received.length <= REQUEST_BYTES_MAX) return undefined;
    if (end < 0 || end > REQUEST_BYTES_MAX) return refuse('431 Request Header Fields Too Large');
    const rest = chunk.subarray(end + END.length - before);
    return this.#answer(this.#received.slice(0, end).split('\r\n'), rest);
  }

  #answer([request = '', ...lines]: string[], rest: Uint8Array): Answer {
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    const has = (name: string, word: string): boolean =>
      words(headers.get(name)).some((one) => one.toLowerCase() === word);
    if (!/^GET \S+ HTTP\/1\.1$/.test(request)) return refuse('400 Bad Request');
    if (!has('upgrade', 'websocket') || !has('connection', 'upgrade')) return refuse('426 Upgrade Required');
    if (headers.get('sec-websocket-version') !== '13') return refuse('426 Upgrade Required');
    const key = headers.get('sec-websocket-key');
    if (key === undefined || !/^[A-Za-z0-9+/]{22}==$/.test(key)) return refuse('400 Bad Request');
    const offered = words(headers.get('sec-websocket-protocol'));
    const chosen = this.#subprotocols.find((name) => offered.includes(name));
    if (chosen === undefined) return refuse('400 Bad Request');
    return {
      bytes: response('101 Switching Protocols', [
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${toBase64(sha1(encoder.encode(key + ACCEPT_SALT)))}`,
        `Sec-WebSocket-Protocol: ${chosen}`,
      ]),
      accepted: true,
      rest,
    };
  }
}

const words = (value = ''): string[] =>
  value
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

const response = (status: string, headers: readonly string[]): Uint8Array =>
  encoder.encode([`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n'));

function refuse(status: string): Answer {
  const headers = ['Connection: close', 'Content-Length: 0', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  return { bytes: response(status, headers), accepted: false, rest: new Uint8Array(0) };
}
