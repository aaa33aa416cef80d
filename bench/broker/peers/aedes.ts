/** aedes in a process of its own. */
import { join } from 'node:path';
import { type PeerKind, startProgram } from './peer.ts';

/** aedes, the most used MQTT broker in JavaScript, on the same Node as ours. */
export const aedes: PeerKind = {
  name: 'aedes',
  missing: undefined,
  start: () =>
    startProgram({
      name: 'aedes',
      command: process.execPath,
      words: (port) => [join(import.meta.dirname, 'aedes-server.ts'), String(port)],
    }),
};
