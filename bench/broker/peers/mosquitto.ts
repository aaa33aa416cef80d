/** The real Mosquitto. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed, type PeerKind, startProgram } from './peer.ts';

const program = installed(['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto']);

/** Mosquitto as its package has it, for anyone on the loopback, nothing kept. */
export const mosquitto: PeerKind = {
  name: 'Mosquitto',
  missing: program === undefined ? "Mosquitto is not installed here (Debian's package mosquitto has it)" : undefined,
  start() {
    const folder = mkdtempSync(join(tmpdir(), 'bench-mosquitto-'));
    const settings = join(folder, 'mosquitto.conf');
    return startProgram({
      name: 'Mosquitto',
      command: program ?? 'mosquitto',
      words: (port) => {
        writeFileSync(settings, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest none\n`);
        return ['-c', settings];
      },
      cleanUp: () => rmSync(folder, { recursive: true, force: true }),
    });
  },
};
