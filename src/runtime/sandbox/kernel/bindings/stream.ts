/** `internalBinding('stream_wrap')`: the reading and writing half of TCP connections and of the standard streams. */
import { type Loose, provideBinding } from '../context.ts';
import { poll } from '../loop.ts';
import { viewOf } from './buffer.ts';
import { bytesOf, encodings } from './encodings.ts';
import { Handle } from './handle.ts';
import { UV } from './system-errors.ts';

const READ_BYTES_OR_ERROR = 0;
const ARRAY_BUFFER_OFFSET = 1;
const BYTES_WRITTEN = 2;
const LAST_WRITE_WAS_ASYNC = 3;
/** Where the binding leaves what does not fit into a return value. */
const state = new Int32Array(5);

export class WriteWrap {}
export class ShutdownWrap {}

/** Node's write or shutdown request: told when it is done. */
type Request = Loose;

export abstract class StreamHandle extends Handle {
  reading = false;
  bytesRead = 0;
  bytesWritten = 0;
  /** Set by Node's library; `buffer` is an ArrayBuffer, undefined with an error. */
  onread?: (this: this, buffer?: ArrayBuffer) => void;

  /** Sends; answers 0 where it is done, `'later'` where `finishWrites` will say so, else libuv's error. */
  protected abstract send(bytes: Uint8Array): number | 'later';
  protected abstract sendEnd(): number;
  protected abstract setReading(reading: boolean): void;

  readonly #unfinished: Request[] = [];

  readStart(): number {
    this.reading = true;
    this.setReading(true);
    return 0;
  }

  readStop(): number {
    this.reading = false;
    this.setReading(false);
    return 0;
  }

  writeBuffer(request: Request, bytes: Uint8Array): number {
    return this.#write(request, new Uint8Array(viewOf(bytes))); // a copy: the program goes on writing into its own
  }
  writeUtf8String(request: Request, text: string): number {
    return this.#write(request, encodings.utf8.encode(text));
  }
  writeLatin1String(request: Request, text: string): number {
    return this.#write(request, encodings.latin1.encode(text));
  }
  writeAsciiString(request: Request, text: string): number {
    return this.#write(request, encodings.ascii.encode(text));
  }
  writeUcs2String(request: Request, text: string): number {
    return this.#write(request, encodings.utf16le.encode(text));
  }

  /** `chunks` are buffers, or alternately a chunk and its encoding. */
  writev(request: Request, chunks: Loose[], allBuffers: boolean): number {
    const parts: Uint8Array[] = [];
    for (let i = 0; i < chunks.length; i += allBuffers ? 1 : 2) {
      const chunk = chunks[i] as string | Uint8Array;
      parts.push(typeof chunk === 'string' ? bytesOf(chunk, chunks[i + 1] as string) : viewOf(chunk));
    }
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.byteLength;
    }
    return this.#write(request, whole);
  }

  shutdown(request: Request): number {
    const error = this.sendEnd();
    if (error === 0) poll(() => request.oncomplete(0));
    return error;
  }

  useUserBuffer(): void {}
  getFd(): number {
    return -1;
  }

  /** To be called inside the loop. */
  protected received(bytes: Uint8Array): void {
    this.bytesRead += bytes.byteLength;
    state[READ_BYTES_OR_ERROR] = bytes.byteLength;
    state[ARRAY_BUFFER_OFFSET] = 0;
    const whole = bytes.byteLength === bytes.buffer.byteLength;
    this.onread?.((whole ? bytes : bytes.slice()).buffer as ArrayBuffer);
  }

  protected failedToRead(error: number): void {
    state[READ_BYTES_OR_ERROR] = error;
    state[ARRAY_BUFFER_OFFSET] = 0;
    this.onread?.(undefined);
  }

  protected get writing(): boolean {
    return this.#unfinished.length > 0;
  }

  protected finishWrites(status: number): void {
    for (const request of this.#unfinished.splice(0)) poll(() => request.oncomplete(status, this, undefined));
  }

  #write(request: Request, bytes: Uint8Array): number {
    const count = bytes.byteLength; // sending may take the bytes away
    const sent = this.closed ? UV.EBADF : this.send(bytes);
    if (typeof sent === 'number' && sent !== 0) return sent;
    if (sent === 'later') this.#unfinished.push(request);
    return this.written(count, sent === 'later');
  }

  /** Tells Node's library about a write that was taken. */
  protected written(count: number, later: boolean): 0 {
    this.bytesWritten += count;
    state[BYTES_WRITTEN] = count;
    state[LAST_WRITE_WAS_ASYNC] = later ? 1 : 0;
    return 0;
  }
}

provideBinding('stream_wrap', {
  kReadBytesOrError: READ_BYTES_OR_ERROR,
  kArrayBufferOffset: ARRAY_BUFFER_OFFSET,
  kBytesWritten: BYTES_WRITTEN,
  kLastWriteWasAsync: LAST_WRITE_WAS_ASYNC,
  streamBaseState: state,
  WriteWrap,
  ShutdownWrap,
  LibuvStreamWrap: StreamHandle,
});
