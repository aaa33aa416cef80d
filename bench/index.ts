/**
 * `npm run bench`: every measurement, or only those named (`npm run bench -- lab-start`). Each prints a table. The site
 * is built first if it has not been. Machines are noisy: compare within one run, never across two.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchLabStart } from './lab-start.ts';
import { benchPageBytes } from './page-bytes.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  'lab-start': benchLabStart,
  'page-bytes': benchPageBytes,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
if (!existsSync('dist/index.html')) spawnSync('npm', ['run', 'build'], { stdio: 'inherit' });

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
