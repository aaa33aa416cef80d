/** The real Redis. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed, type PeerKind, startProgram } from './peer.ts';

const program = installed(['/usr/bin/redis-server', '/usr/local/bin/redis-server']);

/** Redis on the loopback, nothing kept. */
export const redis: PeerKind = {
  name: 'Redis',
  missing: program === undefined ? "Redis is not installed here (Debian's package redis-server has it)" : undefined,
  start() {
    const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'));
    return startProgram({
      name: 'Redis',
      command: program ?? 'redis-server',
      words: (port) =>
        ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder].concat([
          '--logfile',
          '/dev/null',
        ]),
      cleanUp: () => rmSync(folder, { recursive: true, force: true }),
    });
  },
};
