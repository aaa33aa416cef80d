/** From starting the program to the first connection it takes, and what it holds when nothing has happened yet. */
import { setTimeout as pause } from 'node:timers/promises';
import { median, printTable } from '../table.ts';
import { bareNode } from './peers/bare-node.ts';
import { aedes } from './peers/aedes.ts';
import { mosquitto } from './peers/mosquitto.ts';
import { ours } from './peers/ours.ts';
import type { PeerKind } from './peers/peer.ts';
import { rabbitMq } from './peers/rabbitmq.ts';
import { redis } from './peers/redis.ts';
import { rssMb } from './processes.ts';

const STARTS = 10;
/** After which a program that has nothing to do has tidied up. */
const IDLE_MS = 1_000;

export async function benchStart(): Promise<void> {
  const quick: readonly PeerKind[] = [ours('amqp'), bareNode, aedes, mosquitto, redis];
  const kinds = [...quick, rabbitMq];
  for (const { missing } of kinds) if (missing !== undefined) console.log(`\nNOT MEASURED: ${missing}`);
  const there = kinds.filter(({ missing }) => missing === undefined);
  const times = new Map(there.map((kind) => [kind, [] as number[]]));
  const memory = new Map<PeerKind, number>();
  for (let round = 0; round < STARTS; round++) {
    // It takes seconds each time: once is enough to tell.
    for (const kind of there) if (round === 0 || quick.includes(kind)) await startOnce(kind, round === 0);
  }
  async function startOnce(kind: PeerKind, idle: boolean): Promise<void> {
    const peer = await kind.start();
    try {
      times.get(kind)?.push(peer.startMs);
      if (!idle) return;
      await pause(IDLE_MS);
      memory.set(kind, rssMb(peer.pid));
    } finally {
      await peer.stop();
    }
  }
  printTable(`Start to listening, ${STARTS} starts by turns (RabbitMQ: one), and resident memory ${IDLE_MS} ms later`, [
    ['broker', 'median ms', 'best ms', 'idle MB'],
    ...there.map((kind) => {
      const own = times.get(kind) ?? [];
      return [kind.name, median(own).toFixed(0), Math.min(...own).toFixed(0), (memory.get(kind) ?? NaN).toFixed(1)];
    }),
  ]);
}
