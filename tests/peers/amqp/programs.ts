/** Every program that is run against both brokers, with amqplib and with pika, and what is different on purpose. */
import { python } from '../python-program.ts';
import { masked } from './masked.ts';
import type { AmqpPeer } from './peer.ts';
import { perform } from './program.ts';
import { SCENARIOS } from './scenarios/index.ts';

export interface PeerProgram {
  /** `amqplib/round-robin`, `pika/routing`. */
  readonly name: string;
  run(peer: AmqpPeer): Promise<string[]>;
}

const PIKA = ['refusals', 'consuming', 'publishing', 'waiting', 'calling', 'routing'] as const;

export const AMQPLIB_PROGRAMS: readonly PeerProgram[] = Object.entries(SCENARIOS).map(([name, scenario]) => ({
  name: `amqplib/${name}`,
  run: (peer) => perform(scenario, peer),
}));

export const PIKA_PROGRAMS: readonly PeerProgram[] = PIKA.map((name) => ({
  name: `pika/${name}`,
  run: async ({ port }) => (await python(`amqp/${name}.py`, [port]).lines()).map(masked),
}));

/** Program → the lines that ours prints instead, and why. */
export const DIFFERENCES: Readonly<Record<string, { readonly ours: readonly string[]; readonly reason: string }>> = {};
