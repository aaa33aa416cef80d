/**
 * What a process has printed: whole characters only, however the bytes were cut, and kept for those who look later.
 * Bounded, so that a program that prints for ever costs as much as one that printed a megabyte.
 */
import type { OutputChunk, Unsubscribe } from './runtime.ts';

type Stream = OutputChunk['stream'];

/** UTF-16 units that are kept for a late listener; the oldest go first. */
export const KEPT_CHARS_MAX = 1_000_000;
/** Small chunks are joined up to this size: a line a chunk would make a replay of many thousand calls. */
const JOINED_CHARS_MAX = 16_384;

export class ProcessOutput {
  readonly #decoders = new Map<Stream, TextDecoder>();
  readonly #listeners = new Set<(chunk: OutputChunk) => void>();
  #kept: { stream: Stream; text: string }[] = [];
  #keptChars = 0;

  /** A character that is cut at the end of `content` waits for its other bytes. */
  push(stream: Stream, content: Uint8Array | string): void {
    if (typeof content === 'string') {
      this.#print(stream, content);
      return;
    }
    let decoder = this.#decoders.get(stream);
    if (decoder === undefined) this.#decoders.set(stream, (decoder = new TextDecoder('utf-8', { ignoreBOM: true })));
    this.#print(stream, decoder.decode(content, { stream: true }));
  }

  /** Nothing follows: what is left of a cut character is printed as U+FFFD. */
  end(): void {
    for (const [stream, decoder] of this.#decoders) this.#print(stream, decoder.decode());
    this.#decoders.clear();
  }

  /** Calls with everything kept so far, then with what follows; bound, so that it serves as `Process.output`. */
  readonly subscribe = (listener: (chunk: OutputChunk) => void): Unsubscribe => {
    const entry = (chunk: OutputChunk): void => listener(chunk);
    for (const chunk of [...this.#kept]) listener({ ...chunk });
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  #print(stream: Stream, text: string): void {
    if (text === '') return;
    this.#keep(stream, text);
    for (const listener of [...this.#listeners]) listener({ stream, text });
  }

  #keep(stream: Stream, text: string): void {
    const last = this.#kept.at(-1);
    if (last?.stream === stream && last.text.length + text.length <= JOINED_CHARS_MAX) last.text += text;
    else this.#kept.push({ stream, text });
    this.#keptChars += text.length;
    while (this.#keptChars > KEPT_CHARS_MAX) this.#forget(this.#keptChars - KEPT_CHARS_MAX);
  }

  /** Drops the oldest chunk, or of a longer one no more than `excess` asks. */
  #forget(excess: number): void {
    const oldest = this.#kept[0];
    if (oldest === undefined) return;
    const rest = oldest.text.length > excess ? wholeTail(oldest.text, excess) : '';
    this.#keptChars -= oldest.text.length - rest.length;
    if (rest === '') this.#kept.shift();
    else oldest.text = rest;
  }
}

/** Without the first `count` units, and without the half of a character that they would leave behind. */
function wholeTail(text: string, count: number): string {
  const unit = text.charCodeAt(count);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? count + 1 : count);
}
