/**
 * `npm run bench`: every measurement, or only those named (`npm run bench -- lab-start`). Each prints a table. A bench of
 * the site builds it first if it has not been. Machines are noisy: compare within one run, never across two.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Bench, BROKER_BENCHES } from './broker/index.ts';
import { benchLabStart } from './lab-start.ts';
import { benchPageBytes } from './page-bytes.ts';

const DEFAULT_ROUNDS = 3;

const ofTheSite =
  (bench: () => Promise<void>): Bench =>
  () => {
    if (!existsSync('dist/index.html')) spawnSync('npm', ['run', 'build'], { stdio: 'inherit' });
    return bench();
  };

const BENCHES: Readonly<Record<string, Bench>> = {
  'lab-start': ofTheSite(benchLabStart),
  'page-bytes': ofTheSite(benchPageBytes),
  ...BROKER_BENCHES,
};
/** Names for several. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { broker: Object.keys(BROKER_BENCHES) };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(DEFAULT_ROUNDS) } },
});
const asked = positionals.flatMap((name) => GROUPS[name] ?? [name]);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  const names = [...Object.keys(GROUPS), ...Object.keys(BENCHES)];
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds takes a whole number from 1, not ${values.rounds}.`);
  process.exit(2);
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length === 0 || asked.includes(name)) await bench({ rounds });
}
