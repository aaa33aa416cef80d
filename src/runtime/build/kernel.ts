/** The sandbox's two scripts: the kernel (Node's library over our bindings, one per process) and the host (one per page). */
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { type Bundle, licenceTexts } from './licences.ts';
import { nodeLibraryPlugin } from './node-library-plugin.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SANDBOX = join(ROOT, 'src/runtime/sandbox');

export interface KernelSource {
  /** Where Node's own modules lie as `<id>.js`. */
  readonly nodeLibraryDir: string;
  readonly version: string;
}

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  metafile: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2023',
  charset: 'utf8',
  legalComments: 'none',
  minify: true,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** Node's own licence is not among the texts: it goes beside the kernel by itself. */
async function bundle(own: BuildOptions): Promise<Bundle> {
  const options: BuildOptions & typeof COMMON = { ...own, ...COMMON };
  const { outputFiles, metafile } = await build(options);
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error('esbuild gave nothing');
  const files = Object.keys(metafile.inputs).filter((file) => file.startsWith('node_modules/'));
  return { text, licence: licenceTexts(files.map((file) => join(ROOT, file))) };
}

/**
 * The script that each worker runs.
 * @throws Error with esbuild's words where a module of Node's library is missing or unknown.
 */
export function buildKernel({ nodeLibraryDir }: KernelSource): Promise<Bundle> {
  return bundle({
    entryPoints: [join(SANDBOX, 'kernel/main.ts')],
    plugins: [nodeLibraryPlugin(nodeLibraryDir)],
    keepNames: true,
    footer: { js: '//# sourceURL=node:internal/kernel' },
  });
}

/** The script that the iframe runs. */
export function buildHost(): Promise<Bundle> {
  return bundle({ entryPoints: [join(SANDBOX, 'host/main.ts')] });
}
