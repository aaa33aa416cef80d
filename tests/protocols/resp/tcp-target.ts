/** A real Redis server as a partner for dialogues. It has one thread: what it has to say comes before a later PONG. */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Line, Target } from './dialogue.ts';
import { bytesOf, request } from './wire-text.ts';

export interface TcpTarget extends Target {
  /** As if the server had just been started, but for the numbers of its clients. */
  clean(): Promise<void>;
  close(): void;
}

export async function tcpTarget(port: number): Promise<TcpTarget> {
  const probe = await open(port);
  let heard = '';
  let wake = (): void => {};
  probe.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    wake();
  });
  const ask = async (bytes: Uint8Array, answer: RegExp): Promise<void> => {
    heard = '';
    probe.write(bytes);
    while (!answer.test(heard)) await new Promise<void>((resolve) => (wake = resolve));
  };
  const settle = async (): Promise<void> => {
    // The first answer may overtake another client's within the same turn of the server; the second may not, and
    // those that are to be closed are so before the third.
    for (let round = 0; round < 3; round++) await ask(bytesOf('PING\r\n'), /\r\n$/);
    for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    async connect(data, closed): Promise<Line> {
      const socket = await open(port);
      socket.on('data', (chunk) => data(new Uint8Array(chunk)));
      let over = false;
      const close = (): void => {
        if (!over) closed();
        over = true;
      };
      socket.on('end', close);
      socket.on('close', close);
      return { write: (bytes) => void socket.write(bytes), cut: () => void socket.destroy() };
    },
    pause: (milliseconds) => delay(milliseconds),
    settle,
    async clean() {
      await ask(request('FLUSHALL'), /\r\n$/);
      await ask(
        request('CONFIG', 'SET', 'client-output-buffer-limit', 'pubsub 33554432 8388608 60', 'requirepass', ''),
        /\r\n$/,
      );
      await ask(request('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'), /\r\n$/);
    },
    close: () => void probe.destroy(),
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}
