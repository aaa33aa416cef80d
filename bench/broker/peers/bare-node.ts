/** What Node itself takes: a server that does nothing. No broker on Node can be faster or smaller than this. */
import { type PeerKind, startProgram } from './peer.ts';

export const bareNode: PeerKind = {
  name: 'Node itself',
  missing: undefined,
  start: () =>
    startProgram({
      name: 'Node itself',
      command: process.execPath,
      words: (port) => ['-e', `require('node:net').createServer().listen(${port}, '127.0.0.1')`],
    }),
};
