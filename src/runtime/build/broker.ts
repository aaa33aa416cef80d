/** The broker as one file, `broker.mjs`: what every runtime starts with `node`, and what a learner may take home. */
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../..');

/** Text of an ES module that needs nothing but Node ≥ 20, the oldest that a WebContainer may have. */
export async function buildBroker(): Promise<string> {
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
