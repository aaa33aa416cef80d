/**
 * A TCP connection over a MessagePort: the bytes move to the other thread without being copied, and a credit window
 * keeps a fast writer from filling the memory of a slow reader. Each direction ends by itself; whoever writes to an end
 * that is gone gets a reset.
 */
import type { Pipe, PipeListener } from './pipe.ts';

type PortMessage =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  /** The reader has taken that many bytes. */
  | { readonly type: 'credit'; readonly bytes: number }
  | { readonly type: 'end' }
  | { readonly type: 'reset' };

export interface PortPipeOptions {
  readonly port: MessagePort;
  readonly peer: Pipe['peer'];
  /** Bytes on the way before `write` answers false. */
  readonly windowBytes: number;
}

export interface PortPipe extends Pipe {
  /** What arrives is kept, and the window closes, until `resume`. */
  pause(): void;
  resume(): void;
  /** Nobody will read or write here any more: what was written still goes out. */
  release(): void;
  /** The other end's thread is gone without a word: as when a process dies, what it has sent ends here. */
  peerGone(): void;
}

/** Whether a port tells by itself that its other end is gone; where it does not, somebody must call `peerGone`. */
export const portsTellOfClosing = 'onclose' in MessagePort.prototype;

export function portPipe({ port, peer, windowBytes }: PortPipeOptions): PortPipe {
  let listener: PipeListener | undefined;
  let paused = false;
  let onTheWay = 0;
  let waiting = false;
  let endSent = false;
  let endReceived = false;
  let otherGone = false;
  let released = false;
  let closed = false;
  let arrived: (Uint8Array | 'end' | 'lost')[] = [];

  const send = (message: PortMessage, transfer: Transferable[] = []) => port.postMessage(message, transfer);

  function close(): void {
    closed = true;
    arrived = [];
    port.onmessage = null;
    port.close();
  }

  function deliver(): void {
    while (!paused && !closed && listener !== undefined) {
      const next = arrived.shift();
      if (next === undefined) return;
      if (next === 'end' || next === 'lost') {
        if (next === 'lost') close();
        listener.closed(next);
      } else {
        send({ type: 'credit', bytes: next.byteLength });
        listener.data(next);
      }
    }
  }

  function receive(message: PortMessage): void {
    if (message.type === 'credit') {
      onTheWay -= message.bytes;
      if (!waiting || onTheWay > windowBytes) return;
      waiting = false;
      listener?.drained?.();
      return;
    }
    if (released) {
      if (message.type === 'data') send({ type: 'reset' });
      return close();
    }
    if (message.type === 'data') arrived.push(message.bytes);
    else arrived.push(message.type === 'end' ? 'end' : 'lost');
    if (message.type === 'end') endReceived = true;
    deliver();
  }

  function peerGone(): void {
    if (closed || otherGone) return;
    otherGone = true;
    if (released) return close();
    if (!endReceived) receive({ type: 'end' });
  }

  port.onmessage = ({ data }: MessageEvent<PortMessage>) => receive(data);
  if (portsTellOfClosing) port.addEventListener('close', peerGone);

  return {
    peer,
    listen(to) {
      listener = to;
      deliver();
    },
    write(chunk) {
      if (closed || endSent || chunk.byteLength === 0) return !waiting;
      if (otherGone) {
        queueMicrotask(() => receive({ type: 'reset' }));
        return true;
      }
      const whole = chunk.byteLength === chunk.buffer.byteLength;
      const bytes = whole ? chunk : new Uint8Array(chunk);
      onTheWay += bytes.byteLength;
      send({ type: 'data', bytes }, [bytes.buffer as ArrayBuffer]);
      waiting = onTheWay > windowBytes;
      return !waiting;
    },
    end() {
      if (closed || endSent) return;
      endSent = true;
      send({ type: 'end' });
    },
    destroy() {
      if (closed) return;
      send({ type: 'reset' });
      close();
    },
    release() {
      if (closed || released) return;
      released = true;
      const unread = arrived.some((item) => typeof item !== 'string');
      if (unread) send({ type: 'reset' });
      else this.end();
      if (unread || endReceived || otherGone) close();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      deliver();
    },
    peerGone,
  };
}
