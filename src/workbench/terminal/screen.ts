/** What a terminal pane shows: the last lines of a process, bounded, each in pieces that are drawn alike. */
import type { OutputChunk } from '../../runtime/runtime.ts';
import { AnsiReader } from './ansi.ts';
import type { Place } from './places.ts';
import { placesIn } from './places.ts';

export interface Piece {
  readonly text: string;
  /** As in `Styled`. */
  readonly style: string;
  /** The piece names a line of a file of the lab. */
  readonly place?: Place;
}

/** `note` is a word of the workbench's own. */
export type LineStream = OutputChunk['stream'] | 'note';

export interface Line {
  /** Grows by one; names the line while it is written on. */
  readonly id: number;
  readonly stream: LineStream;
  readonly pieces: readonly Piece[];
}

export const LINES_MAX = 1000;
export const LINE_CHARS_MAX = 4000;

interface OpenLine {
  readonly id: number;
  readonly stream: OutputChunk['stream'];
  parts: { text: string; style: string }[];
  /** A carriage return was read: what comes next is written over the line, unless it is the line's end. */
  rewinds: boolean;
}

export class Screen {
  readonly #files: () => readonly string[];
  readonly #readers = new Map<OutputChunk['stream'], AnsiReader>();
  #done: Line[] = [];
  #open: OpenLine | undefined;
  #nextId = 1;
  #dropped = 0;

  /** @param files paths of the lab's files: what may be linked to */
  constructor(files: () => readonly string[]) {
    this.#files = files;
  }

  get lines(): readonly Line[] {
    return this.#open ? [...this.#done, this.#line(this.#open)] : [...this.#done];
  }

  /** Lines that are no longer there because newer ones needed their place. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Everything as it was printed, for the clipboard. */
  get text(): string {
    return this.lines.map((line) => line.pieces.map((piece) => piece.text).join('')).join('\n');
  }

  write({ stream, text }: OutputChunk): void {
    let reader = this.#readers.get(stream);
    if (!reader) this.#readers.set(stream, (reader = new AnsiReader()));
    if (this.#open && this.#open.stream !== stream) this.#close();
    for (const styled of reader.read(text)) {
      for (const token of styled.text.split(/(\r|\n)/)) {
        if (token === '\n') this.#endLine(stream);
        else if (token === '\r') this.#openLine(stream).rewinds = true;
        else if (token !== '') this.#append(stream, token, styled.style);
      }
    }
  }

  /** A line of the workbench's own. */
  note(text: string): void {
    this.#close();
    this.#push({ id: this.#nextId++, stream: 'note', pieces: [{ text, style: '' }] });
  }

  clear(): void {
    this.#done = [];
    this.#open = undefined;
    this.#dropped = 0;
    this.#readers.clear();
  }

  #openLine(stream: OutputChunk['stream']): OpenLine {
    return (this.#open ??= { id: this.#nextId++, stream, parts: [], rewinds: false });
  }

  #append(stream: OutputChunk['stream'], text: string, style: string): void {
    const line = this.#openLine(stream);
    if (line.rewinds) line.parts = [];
    line.rewinds = false;
    const length = line.parts.reduce((sum, part) => sum + part.text.length, 0);
    if (length > LINE_CHARS_MAX) return;
    const room = LINE_CHARS_MAX - length;
    const shown = text.length > room ? `${text.slice(0, room)}…` : text;
    const last = line.parts.at(-1);
    if (last?.style === style) last.text += shown;
    else line.parts.push({ text: shown, style });
  }

  #endLine(stream: OutputChunk['stream']): void {
    this.#openLine(stream);
    this.#close();
  }

  #close(): void {
    if (this.#open) this.#push(this.#line(this.#open));
    this.#open = undefined;
  }

  #push(line: Line): void {
    this.#done.push(line);
    // in blocks: taking one line off the front of a long list for each new one is slow
    if (this.#done.length <= LINES_MAX * 1.5) return;
    const excess = this.#done.length - LINES_MAX;
    this.#done.splice(0, excess);
    this.#dropped += excess;
  }

  #line({ id, stream, parts }: OpenLine): Line {
    return { id, stream, pieces: parts.flatMap((part) => this.#linked(part)) };
  }

  /** A reference inside one piece becomes a piece of its own; colours never change within one. */
  #linked(part: { readonly text: string; readonly style: string }): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (const { from: start, to, file, line, column } of placesIn(part.text, this.#files())) {
      if (start > from) pieces.push({ text: part.text.slice(from, start), style: part.style });
      const place = { file, line, ...(column !== undefined && { column }) };
      pieces.push({ text: part.text.slice(start, to), style: part.style, place });
      from = to;
    }
    if (from < part.text.length) pieces.push({ text: part.text.slice(from), style: part.style });
    return pieces;
  }
}
