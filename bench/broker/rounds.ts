/** The same client against each broker, row by row, round by round; who goes first changes with every turn. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median, printTable } from '../table.ts';
import type { Load, Outcome } from './load.ts';
import type { Peer, PeerKind } from './peers/peer.ts';
import { rssMb } from './processes.ts';
import type { Row } from './rows.ts';

const CLIENT = join(import.meta.dirname, 'client/main.ts');
const WARM_MS = 400;
const MEASURE_MS = 800;
const CLIENT_DEADLINE_MS = 30_000;
const run = promisify(execFile);

export interface Comparison {
  readonly title: string;
  readonly rows: readonly Row[];
  /** The first one is ours; ratios are of ours to each of the others. */
  readonly peers: readonly PeerKind[];
  readonly rounds: number;
}

/** Starts every broker that is installed, measures, prints a table, stops them. */
export async function compare({ title, rows, peers, rounds }: Comparison): Promise<void> {
  for (const { missing } of peers) if (missing !== undefined) console.log(`\nNOT MEASURED: ${missing}`);
  const running: Peer[] = [];
  try {
    for (const peer of peers) if (peer.missing === undefined) running.push(await peer.start());
    const outcomes = rows.map(() => running.map((): Outcome[] => []));
    for (let round = 0; round < rounds; round++) {
      for (const [index, row] of rows.entries()) {
        const order = running.map((_, place) => (place + round + index) % running.length);
        for (const place of order) {
          outcomes[index]?.[place]?.push(await once(row, running[place] as Peer));
        }
      }
    }
    const runs = `${rounds} ${rounds === 1 ? 'round' : 'rounds'} of ${MEASURE_MS} ms by turns`;
    printTable(`${title}: ${runs}; ratios are of ours to theirs, of bests`, table(rows, running, outcomes));
    console.log(
      `  memory afterwards: ${running.map(({ name, pid }) => `${name} ${rssMb(pid).toFixed(0)} MB`).join(', ')}`,
    );
  } finally {
    for (const peer of running) await peer.stop();
  }
}

async function once({ name, load }: Row, { name: peer, port, pid }: Peer): Promise<Outcome> {
  const whole: Load = { ...load, port, pid, warmMs: WARM_MS, measureMs: MEASURE_MS };
  try {
    const { stdout } = await run(process.execPath, [CLIENT, JSON.stringify(whole)], { timeout: CLIENT_DEADLINE_MS });
    return JSON.parse(stdout) as Outcome;
  } catch (error) {
    throw new Error(`“${name}” against ${peer} came to nothing.`, { cause: error });
  }
}

const HEAD = ['row', 'broker', 'median /s', 'best /s', 'ratio', 'p50 µs', 'ratio', 'p99 µs', 'CPU µs/msg', 'ratio'];

function table(rows: readonly Row[], peers: readonly Peer[], outcomes: readonly Outcome[][][]): (string | number)[][] {
  const lines: (string | number)[][] = [HEAD];
  for (const [index, { name }] of rows.entries()) {
    const [oursOnes = [], ...others] = outcomes[index] ?? [];
    const mine = figures(oursOnes);
    for (const [place, one] of [oursOnes, ...others].entries()) {
      const { rates, best, p50, p99, cpu } = figures(one);
      const ratio = (value: number, theirs: number): string =>
        place === 0 || Number.isNaN(value) ? '' : (value / theirs).toFixed(2);
      lines.push([
        place === 0 ? name : '',
        peers[place]?.name ?? '',
        rates.toFixed(0),
        best.toFixed(0),
        ratio(mine.best, best),
        Number.isNaN(p50) ? '' : p50.toFixed(0),
        ratio(mine.p50, p50),
        Number.isNaN(p99) ? '' : p99.toFixed(0),
        cpu.toFixed(1),
        ratio(mine.cpu, cpu),
      ]);
    }
  }
  return lines;
}

function figures(outcomes: readonly Outcome[]): { rates: number; best: number; p50: number; p99: number; cpu: number } {
  const rates = outcomes.map((outcome) => outcome.rate);
  return {
    rates: median(rates),
    best: Math.max(...rates),
    p50: median(outcomes.map((outcome) => outcome.p50Micros ?? NaN)),
    p99: median(outcomes.map((outcome) => outcome.p99Micros ?? NaN)),
    cpu: median(outcomes.map((outcome) => outcome.cpuMicros)),
  };
}
