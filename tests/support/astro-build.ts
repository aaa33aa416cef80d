/** A real `astro build`, as an author would start it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ASTRO = join(import.meta.dirname, '../../node_modules/astro/bin/astro.mjs');
/** What the test runner puts into its own environment, and a build would take for its settings. */
const OF_THE_RUNNER = /^(?:VITEST|VITE_|BASE_URL$|DEV$|PROD$|MODE$|SSR$|TEST$|NODE_ENV$)/;

export interface AstroBuild {
  readonly root: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function astroBuild({ root, args = [], env = {} }: AstroBuild): { status: number | null; output: string } {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_THE_RUNNER.test(name));
  const { status, stdout, stderr } = spawnSync(process.execPath, [ASTRO, 'build', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1', ...env },
  });
  return { status, output: stdout + stderr };
}
