/**
 * `internalBinding('pipe_wrap')`: stdin, stdout and stderr, which are pipes to the host. Output is sent in batches;
 * what the page has not taken yet is bounded, so that a program that never stops printing can still be stopped.
 */
import { OUTPUT_CHUNK_MAX, OUTPUT_PENDING_MAX } from '../../limits.ts';
import type { OutputStream } from '../../messages.ts';
import { provideBinding } from '../context.ts';
import { beforeEnd } from '../ending.ts';
import { poll } from '../loop.ts';
import { natives } from '../natives.ts';
import { onOrder, report } from '../wire.ts';
import { encodings } from './encodings.ts';
import { StreamHandle } from './stream.ts';
import { UV } from './system-errors.ts';

const DROPPED = '\n[output dropped: the program prints faster than it can be shown]\n';
const STREAMS: readonly (OutputStream | undefined)[] = [undefined, 'stdout', 'stderr'];

/** Writes of one task that are sent at once: what is printed before an endless loop must be seen. */
const DIRECT_WRITES = 200;

let batch = '';
let batchStream: OutputStream = 'stdout';
let writes = 0;
let pending = 0;
let dropping = false;
let keepsOutput = false;

export function keepOutput(keep: boolean): void {
  keepsOutput = keep;
}

function flushOutput(): void {
  if (batch !== '') report({ type: 'output', stream: batchStream, text: batch });
  batch = '';
}

const { port1: nextTask, port2: afterTask } = new natives.MessageChannel();
nextTask.onmessage = () => {
  writes = 0;
  flushOutput();
};

function print(stream: OutputStream, text: string): void {
  if (pending > OUTPUT_PENDING_MAX && !keepsOutput) {
    if (dropping) return;
    dropping = true;
    text = DROPPED;
  }
  if (stream !== batchStream) flushOutput();
  batchStream = stream;
  batch += text;
  pending += text.length;
  if (writes === 0) afterTask.postMessage(null);
  writes += 1;
  if (writes <= DIRECT_WRITES || batch.length > OUTPUT_CHUNK_MAX) flushOutput();
}

onOrder('acknowledge', ({ length }) => {
  pending -= length;
  if (pending < OUTPUT_PENDING_MAX / 2) dropping = false;
});

beforeEnd(flushOutput);

const input: Uint8Array[] = [];
let stdin: Pipe | undefined;

onOrder('input', ({ text }) => {
  input.push(encodings.utf8.encode(text));
  stdin?.pump();
});

class Pipe extends StreamHandle {
  #stream: OutputStream | undefined;
  #decoder = new natives.TextDecoder();
  #pumping = false;

  open(fd: number): number {
    this.#stream = STREAMS[fd];
    if (fd === 0) stdin = this as Pipe;
    return fd <= 2 ? 0 : UV.EBADF;
  }

  pump(): void {
    if (this.#pumping || !this.reading || input.length === 0) return;
    this.#pumping = true;
    poll(() => {
      this.#pumping = false;
      const bytes = this.reading ? input.shift() : undefined;
      if (bytes === undefined) return;
      this.received(bytes);
      this.pump();
    });
  }

  protected override setReading(reading: boolean): void {
    this.setActive(reading && !this.closed);
    this.pump();
  }

  protected override send(bytes: Uint8Array): number {
    if (this.#stream === undefined) return UV.EBADF;
    print(this.#stream, this.#decoder.decode(bytes, { stream: true }));
    return 0;
  }

  override writeUtf8String(_request: unknown, text: string): number {
    if (this.#stream === undefined) return UV.EBADF;
    print(this.#stream, text);
    return this.written(text.length, false);
  }

  protected override sendEnd(): number {
    return 0;
  }
  bind(): number {
    return UV.ENOTSUP;
  }
  listen(): number {
    return UV.ENOTSUP;
  }
  connect(): number {
    return UV.ENOENT;
  }
  setBlocking(): number {
    return 0;
  }
  fchmod(): number {
    return 0;
  }
}

provideBinding('pipe_wrap', {
  Pipe,
  PipeConnectWrap: class PipeConnectWrap {},
  constants: { SOCKET: 0, SERVER: 1, IPC: 2, UV_READABLE: 1, UV_WRITABLE: 2 },
});
