/** The client libraries that labs import: each npm package becomes one CommonJS file with its dependencies inside. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BUILD_SOURCES, cached } from './build-cache.ts';
import { type Bundle, licenceTexts } from './licences.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface LibrarySource {
  readonly name: string;
  /** What a lab may import of it: `.` is the name alone, `./x` is `name/x`. */
  readonly entries: readonly string[];
}

/** One row per library; its version is the one in package.json. */
export const LIBRARIES: readonly LibrarySource[] = [
  { name: 'amqplib', entries: ['.', './callback_api'] },
  { name: 'jayson', entries: ['.', './promise/index.js'] },
];

/** `text`: see `LibraryAsset.url`. */
export interface LibraryBundle extends Bundle {
  readonly name: string;
  readonly version: string;
  readonly entries: readonly string[];
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const specifier = (name: string, entry: string): string => name + entry.slice(1);

/**
 * Names that `import { … } from` finds, told by Node itself in a process of its own: loading a package may have effects.
 * `default` and `module.exports` are there for every CommonJS module and left out.
 */
async function importedNames({ name, entries }: LibrarySource): Promise<Record<string, string[]>> {
  const program = `
    const names = {};
    for (const [entry, specifier] of JSON.parse(process.argv[1])) {
      names[entry] = Object.keys(await import(specifier)).filter((name) => name !== 'default' && name !== 'module.exports');
    }
    console.log(JSON.stringify(names));
    process.exit();`;
  const pairs = JSON.stringify(entries.map((entry) => [entry, specifier(name, entry)]));
  const args = ['--input-type=module', '--eval', program, pairs];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout) as Record<string, string[]>;
}

async function bundle({ name, entries }: LibrarySource): Promise<Bundle> {
  const loaders = entries.map((entry) => {
    const from = JSON.stringify(specifier(name, entry));
    return `${JSON.stringify(entry)}: () => require(${from})`;
  });
  const { outputFiles, metafile } = await build({
    stdin: { contents: `module.exports = { ${loaders.join(', ')} };`, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'utf8',
    legalComments: 'none',
    // the package is a copy of Node's own streams for old Nodes and browsers
    alias: { 'readable-stream': 'stream' },
    // native helpers of ws: it looks whether they are there and works without
    external: ['bufferutil', 'utf-8-validate'],
    banner: { js: `/* licences: ${licenceFile(name)} */` },
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs).map((file) => join(ROOT, file));
  return { text: outputFiles[0]?.text ?? '', licence: licenceTexts(inputs) };
}

/** `@stomp/stompjs` → `stomp__stompjs`: as part of a file name. */
export const fileStem = (name: string): string => name.replace(/^@/, '').replaceAll('/', '__');
export const licenceFile = (name: string): string => `${fileStem(name)}.LICENSE.txt`;

/** @throws Error where the package is not installed or cannot be bundled. */
export async function buildLibrary(source: LibrarySource): Promise<LibraryBundle> {
  const { name, entries } = source;
  const description = JSON.parse(await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  const [names, { text, licence }] = await Promise.all([importedNames(source), bundle(source)]);
  return { name, version: description.version, entries, names, text, licence };
}

/** Every library of the table, from the cache where nothing has changed. */
export const builtLibraries = (): Promise<LibraryBundle[]> =>
  Promise.all(LIBRARIES.map((row) => cached(fileStem(row.name), BUILD_SOURCES, () => buildLibrary(row))));
