/** Two ends of a pipe within one program: what one writes, the other hears a moment later, never at once. */
import type { Pipe, PipeListener } from './pipe.ts';

export interface MemoryPipeOptions {
  /** How much may be under way in one direction before `write` says no. */
  readonly highWaterBytes?: number;
  /** Lets pending work happen; by default as a microtask. */
  readonly defer?: (work: () => void) => void;
}

type Note =
  { readonly kind: 'data'; readonly chunk: Uint8Array } | { readonly kind: 'closed'; readonly how: 'end' | 'lost' };

const HIGH_WATER_BYTES = 64 * 1024;
let nextPort = 49_152;

class MemoryEnd implements Pipe {
  readonly peer: Pipe['peer'];
  other: MemoryEnd | undefined;
  readonly #defer: (work: () => void) => void;
  readonly #highWaterBytes: number;
  readonly #inbox: Note[] = [];
  #inboxBytes = 0;
  #listener: PipeListener | undefined;
  #ended = false;
  #deaf = false;
  #scheduled = false;
  #waiting = false;

  constructor(port: number, options: MemoryPipeOptions) {
    this.peer = { address: '127.0.0.1', port };
    this.#defer = options.defer ?? queueMicrotask;
    this.#highWaterBytes = options.highWaterBytes ?? HIGH_WATER_BYTES;
  }

  listen(listener: PipeListener): void {
    this.#listener = listener;
    this.#schedule();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#ended || this.other === undefined) return true;
    const { other } = this;
    other.#accept({ kind: 'data', chunk });
    this.#waiting = other.#inboxBytes > other.#highWaterBytes;
    return !this.#waiting;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.other !== undefined) this.other.#accept({ kind: 'closed', how: 'end' });
  }

  destroy(): void {
    this.#deaf = true;
    if (!this.#ended && this.other !== undefined) this.other.#accept({ kind: 'closed', how: 'lost' });
    this.#ended = true;
  }

  #accept(note: Note): void {
    if (this.#deaf) return;
    if (note.kind === 'data') this.#inboxBytes += note.chunk.length;
    this.#inbox.push(note);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#listener === undefined || this.#inbox.length === 0) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      this.#drain();
    });
  }

  #drain(): void {
    const notes = this.#inbox.splice(0);
    this.#inboxBytes = 0;
    for (const note of notes) {
      if (this.#deaf) return;
      if (note.kind === 'data') this.#listener?.data(note.chunk);
      else {
        this.#deaf = true;
        this.#listener?.closed(note.how);
      }
    }
    const { other } = this;
    if (other === undefined || !other.#waiting) return;
    other.#waiting = false;
    other.#listener?.drained?.();
  }
}

/** Two connected ends. */
export function memoryPipe(options: MemoryPipeOptions = {}): [Pipe, Pipe] {
  const a = new MemoryEnd(nextPort++, options);
  const b = new MemoryEnd(nextPort++, options);
  a.other = b;
  b.other = a;
  return [a, b];
}
