/** A WebSocket as a pipe, over whatever pipe carries it: the same session speaks over it as over TCP. */
import type { Pipe, PipeListener } from '../../network/pipe.ts';
import { CLOSE, closeFrame, frame, FrameFault, FrameReader, OPCODE } from './frames.ts';
import { Handshake } from './handshake.ts';

export interface WebSocketOptions {
  /** One of them has to be offered by the client. */
  readonly subprotocols: readonly string[];
  /** Messages may come as text, too. What goes out is binary in any case. */
  readonly text?: boolean;
  /** The client has been let in; `pipe` is what it and we say from here on. */
  accept(pipe: Pipe): void;
}

export function acceptWebSocket(carrier: Pipe, { subprotocols, text = false, accept }: WebSocketOptions): void {
  const handshake = new Handshake(subprotocols);
  let socket: WebSocketPipe | undefined;
  carrier.listen({
    data(chunk) {
      if (socket !== undefined) return socket.received(chunk);
      const answer = handshake.read(chunk);
      if (answer === undefined) return;
      carrier.write(answer.bytes);
      if (!answer.accepted) return carrier.end();
      socket = new WebSocketPipe(carrier, text);
      accept(socket);
      if (answer.rest.length > 0) socket.received(answer.rest);
    },
    closed(how) {
      if (socket === undefined) carrier.destroy();
      else socket.ended(how);
    },
    drained: () => socket?.drained(),
  });
}

class WebSocketPipe implements Pipe {
  readonly #carrier: Pipe;
  readonly #reader: FrameReader;
  #listener: PipeListener | undefined;
  /** We have said goodbye. */
  #closing = false;
  #closed = false;

  constructor(carrier: Pipe, text: boolean) {
    this.#carrier = carrier;
    this.#reader = new FrameReader({
      text,
      data: (chunk) => this.#listener?.data(chunk),
      ping: (payload) => void (this.#closing || carrier.write(frame(OPCODE.pong, payload))),
      close: () => {
        this.#goodbye(CLOSE.normal);
        this.ended('end');
      },
    });
  }

  get peer(): Pipe['peer'] {
    return this.#carrier.peer;
  }

  listen(listener: PipeListener): void {
    this.#listener = listener;
  }

  write(chunk: Uint8Array): boolean {
    return this.#closing || this.#carrier.write(frame(OPCODE.binary, chunk));
  }

  end(): void {
    this.#goodbye(CLOSE.normal);
  }

  destroy(): void {
    this.#closing = true;
    this.#carrier.destroy();
  }

  received(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      this.#reader.read(chunk);
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error;
      this.#goodbye(error.code);
      this.ended('lost');
    }
  }

  ended(how: 'end' | 'lost'): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.closed(how);
  }

  drained(): void {
    this.#listener?.drained?.();
  }

  #goodbye(code: number): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#carrier.write(closeFrame(code));
    this.#carrier.end();
  }
}
