/** The broker as one file, `broker.mjs`: what every runtime starts with `node`, and what a learner may take home. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUILD_SOURCES, cached } from './build-cache.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Globs of what the broker is made from. */
export const BROKER_SOURCES: readonly string[] = [
  'src/server/**',
  'src/broker/**',
  'src/protocols/**',
  'src/network/**',
  'src/trace/**',
];

/** Text of an ES module that needs nothing but Node ≥ 20, the oldest that a WebContainer may have. */
async function buildBroker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/server/cli.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'utf8',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Text of `broker.mjs`, from the cache where no source has changed. */
export const builtBroker = (): Promise<string> => cached('broker', [...BUILD_SOURCES, ...BROKER_SOURCES], buildBroker);
