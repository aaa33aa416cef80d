/** Our broker as people start it: the bundle `broker.mjs` on Node. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtBroker } from '../../../src/runtime/build/broker.ts';
import type { WireName } from '../load.ts';
import { type PeerKind, startProgram } from './peer.ts';

const WIRES: readonly WireName[] = ['amqp', 'mqtt', 'resp'];

export function ours(wire: WireName, nodeArguments: readonly string[] = []): PeerKind {
  return {
    name: 'ours',
    missing: undefined,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'bench-broker-'));
      const bundle = join(folder, 'broker.mjs');
      writeFileSync(bundle, await builtBroker());
      return startProgram({
        name: 'ours',
        command: process.execPath,
        words: (port) => [...nodeArguments, bundle, ...WIRES.flatMap((other) => flag(other, wire, port))],
        cleanUp: () => rmSync(folder, { recursive: true, force: true }),
      });
    },
  };
}

/** Only AMQP listens without being asked to. */
function flag(wire: WireName, wanted: WireName, port: number): readonly string[] {
  if (wire === wanted) return [`--${wire}`, String(port)];
  return wire === 'amqp' ? ['--amqp', 'off'] : [];
}
