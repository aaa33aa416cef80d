/** A broker on TCP as a partner for dialogues: real ones, and ours as a process. */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from './dialogue.ts';

export interface TcpOptions {
  readonly port: number;
  readonly host?: string;
  /**
   * How long a broker may take to say something unasked. 0 where a PINGRESP comes after all that was caused before,
   * as with brokers of one thread.
   */
  readonly quietMs: number;
}

/** How long a broker may take to see that a connection was cut: nobody is left to ask. */
const CUT_MS = 100;
const PATIENCE_MS = 2000;
/** How long a connection that was not let in is waited for. */
const SILENCE_MS = 300;

export function tcpTarget({ port, host = '127.0.0.1', quietMs }: TcpOptions): Target {
  return {
    connect: (heard, closed) =>
      new Promise((resolve, reject) => {
        const socket = connect({ port, host, noDelay: true });
        socket.on('data', (chunk) => heard(new Uint8Array(chunk)));
        socket.on('close', closed);
        socket.on('error', reject);
        socket.on('connect', () =>
          resolve({ write: (bytes) => void socket.write(bytes), cut: () => void socket.resetAndDestroy() }),
        );
      }),
    wait: (milliseconds) => delay(milliseconds),
    async settle(connections, after) {
      const asked = connections.filter(({ live }) => !live).map(({ answered }) => answered);
      await Promise.race([Promise.all(asked), delay(SILENCE_MS)]);
      await delay(after === 'cut' ? Math.max(quietMs, CUT_MS) : quietMs);
      for (const connection of connections) {
        if (connection.live) await Promise.race([connection.ping(), delay(PATIENCE_MS)]);
      }
    },
  };
}
