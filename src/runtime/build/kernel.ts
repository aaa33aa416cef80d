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

/** What the plugin writes before each module of Node's, and what esbuild makes of its last words. */
const BEGIN = /\/\*! (node:[\w/-]+) \*\//;
const END = /\.call\([\w$]+,[\w$]+\.process,[\w$]+\.internalBinding,[\w$]+\.primordials\)/;
/** In the kernel's source (`stack.ts`): the names of its lines. */
const LINES = '"kernel lines"';

/**
 * Gives each of Node's modules lines of its own, and the kernel a table of them, so that a stack can name the module:
 * `[first line, name]`, the name empty for what is ours.
 */
function withLines(text: string): string {
  const names: [line: number, name: string][] = [];
  let line = 1;
  let out = '';
  const put = (code: string): void => {
    out += code;
    line += code.split('\n').length - 1;
  };
  const [first = '', ...modules] = text.split(new RegExp(BEGIN, 'g'));
  put(first);
  for (let i = 0; i < modules.length; i += 2) {
    const [name = '', code = ''] = modules.slice(i, i + 2);
    const end = END.exec(code);
    if (end === null) throw new Error(`The end of ${name} is not where it should be in the kernel.`);
    put('\n');
    names.push([line, name]);
    put(`${code.slice(0, end.index + end[0].length)}\n`);
    names.push([line, '']);
    put(code.slice(end.index + end[0].length));
  }
  if (!out.includes(LINES)) throw new Error('The kernel has no place for the names of its lines.');
  return out.replace(LINES, () => JSON.stringify(JSON.stringify(names)));
}

/**
 * The script that each worker runs.
 * @throws Error with esbuild's words where a module of Node's library is missing or unknown.
 */
export async function buildKernel({ nodeLibraryDir }: KernelSource): Promise<Bundle> {
  const { text, licence } = await bundle({
    entryPoints: [join(SANDBOX, 'kernel/main.ts')],
    plugins: [nodeLibraryPlugin(nodeLibraryDir)],
    legalComments: 'inline',
    keepNames: true,
    footer: { js: '//# sourceURL=node:internal/kernel' },
  });
  return { text: withLines(text), licence };
}

/** The script that the iframe runs. */
export function buildHost(): Promise<Bundle> {
  return bundle({ entryPoints: [join(SANDBOX, 'host/main.ts')], legalComments: 'none' });
}
