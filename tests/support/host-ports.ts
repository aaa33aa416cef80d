/**
 * The labs listen on the well-known ports. Where that is the machine's own network, test files that run side by side take
 * turns: one holds a port that stands for all of them, the others are connected to it and come when it goes.
 */
import { connect, createServer, type Socket } from 'node:net';

const TURN_PORT = 46_721;

/** True once this process holds the turn, false once the one who held it has gone. */
function tryToHold(): Promise<(() => Promise<void>) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const holder = createServer((socket) => waiting.add(socket.on('error', () => undefined)));
    holder.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    holder.listen(TURN_PORT, '127.0.0.1', () =>
      resolve(
        () =>
          new Promise((done) => {
            holder.close(() => done());
            for (const socket of waiting) socket.destroy();
          }),
      ),
    );
  });
}

const holderGone = (): Promise<void> =>
  new Promise((resolve) => {
    connect(TURN_PORT, '127.0.0.1')
      .on('error', () => undefined)
      .on('close', () => resolve());
  });

/** Runs `body` while no other test uses the labs' ports on this machine. */
export async function withHostPorts<T>(body: () => Promise<T>): Promise<T> {
  let release = await tryToHold();
  while (release === undefined) {
    await holderGone();
    release = await tryToHold();
  }
  try {
    return await body();
  } finally {
    await release();
  }
}
