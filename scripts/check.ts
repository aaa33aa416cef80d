/** `npm run check`: types, lint and format, one after the other; the first failure decides the exit code, all are shown. */
import { spawnSync } from 'node:child_process';

const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['astro types', 'astro', 'sync', '--silent'],
  ['types of .ts', 'tsc', '--noEmit', '-p', '.'],
  ['types of .astro', 'astro', 'check', '--minimumFailingSeverity', 'warning'],
  ['types of .svelte', 'svelte-check', '--threshold', 'warning', '--fail-on-warnings', '--output', 'human'],
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  ['format', 'prettier', '--check', '.', '--log-level', 'warn'],
];

let failed = 0;
for (const [name, command, ...args] of STEPS) {
  const started = performance.now();
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) failed++;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
}
process.exitCode = failed === 0 ? 0 : 1;
