/** Reads what `preload.cjs` makes of a program's output; what stands between the records came from Node itself. */

/** `pid` tells the program's own marks from those of processes that it started. */
export type Mark = { readonly pid: number } & (
  | { readonly started: true }
  /** It ends by itself; one that ends without this mark was killed. */
  | { readonly exit: true }
  | { readonly listening: number }
  | { readonly closed: number }
  | { readonly localPort: number; readonly remotePort: number }
);

export interface RecordListener {
  /** Exactly what the program wrote, neighbours joined; a character may be cut between two calls. */
  written(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** Text that came past the preload, with plain line ends; a character that the host cut in two arrives broken. */
  raw(text: string): void;
  mark(mark: Mark): void;
}

const RS = '\x1e';
const US = '\x1f';
/** Twice what the longest record needs: more is somebody else's RS. */
const RECORD_CHARS_MAX = 64 * 1024;

export class RecordReader {
  readonly #listener: RecordListener;
  /** An unfinished record with its RS, or a carriage return that may belong to a line end. */
  #rest = '';
  /** Written to one stream, not yet told: a program that prints much makes thousands of small records. */
  #joined: Written | undefined;

  constructor(listener: RecordListener) {
    this.#listener = listener;
  }

  push(chunk: string): void {
    this.#read(chunk);
    this.#tellWritten();
  }

  /** Nothing follows: gives out what was held back. */
  end(): void {
    if (this.#rest !== '') this.#listener.raw(this.#rest);
    this.#rest = '';
  }

  #read(chunk: string): void {
    let text = this.#rest + chunk;
    this.#rest = '';
    while (text !== '') {
      const start = text.indexOf(RS);
      if (start !== 0) {
        text = this.#raw(text, start);
        continue;
      }
      const end = text.indexOf(US);
      if (end < 0) {
        if (text.length > RECORD_CHARS_MAX) this.#tellRaw(text);
        else this.#rest = text;
        return;
      }
      this.#record(text.slice(1, end));
      text = text.slice(end + 1);
    }
  }

  /** Gives out what stands before `end`, negative for all; returns the text behind it. */
  #raw(text: string, end: number): string {
    if (end < 0 && text.endsWith('\r')) this.#rest = '\r';
    const raw = end < 0 ? text.slice(0, text.length - this.#rest.length) : text.slice(0, end);
    // a terminal ends lines with CRLF, whatever was printed
    if (raw !== '') this.#tellRaw(raw.replaceAll('\r\n', '\n'));
    return end < 0 ? '' : text.slice(end);
  }

  #record(record: string): void {
    const content = contentOf(record);
    if (content === undefined) this.#tellRaw(record);
    else if ('stream' in content) this.#join(content.stream, content.binary);
    else {
      this.#tellWritten();
      this.#listener.mark(content);
    }
  }

  #join(stream: Written['stream'], binary: string): void {
    if (this.#joined?.stream !== stream) this.#tellWritten();
    this.#joined = { stream, binary: (this.#joined?.binary ?? '') + binary };
  }

  #tellWritten(): void {
    const joined = this.#joined;
    this.#joined = undefined;
    if (joined !== undefined) this.#listener.written(joined.stream, bytesOf(joined.binary));
  }

  #tellRaw(text: string): void {
    this.#tellWritten();
    this.#listener.raw(text);
  }
}

interface Written {
  readonly stream: 'stdout' | 'stderr';
  /** One character for each byte. */
  readonly binary: string;
}

/** `undefined` where the record is not one of ours: something prints RS past our preload. */
function contentOf(record: string): Written | Mark | undefined {
  const payload = record.slice(1);
  try {
    if (record.startsWith('o')) return { stream: 'stdout', binary: atob(payload) };
    if (record.startsWith('e')) return { stream: 'stderr', binary: atob(payload) };
    return record.startsWith('m') ? (JSON.parse(payload) as Mark) : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/**
 * Takes the terminal's echo of what was typed off the front of `text`; `typed` is what has not come back yet. Characters
 * beyond ASCII are skipped, not compared: the client may have broken them.
 */
export function withoutEcho(text: string, typed: string): { readonly shown: string; readonly pending: string } {
  const isAscii = (character: string): boolean => character < '\x80';
  const awaited = [...typed].filter(isAscii).join('');
  let matched = 0;
  for (let at = 0; at < text.length; at++) {
    if (matched === awaited.length) return { shown: text.slice(at), pending: '' };
    const character = text.charAt(at);
    if (!isAscii(character)) continue;
    if (character !== awaited[matched]) return { shown: text, pending: typed };
    matched++;
  }
  return { shown: '', pending: awaited.slice(matched) };
}
