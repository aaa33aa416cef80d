/** Everything that the runtimes fetch, as files with the hash of their content in the name, and the list of them. */
import { createHash } from 'node:crypto';
import type { RuntimeAssets } from '../assets.ts';
import { BROKER_SOURCES, builtBroker } from './broker.ts';
import { BUILD_SOURCES, cached } from './build-cache.ts';
import { buildHost, buildKernel } from './kernel.ts';
import { builtLibraries, fileStem, licenceFile } from './libraries.ts';
import { nodeLibrary } from './node-library.ts';

/** Folder of the files on the site. */
const FOLDER = 'runtime';
/** Globs of what the kernel and the host are made from, besides the build itself. */
const SANDBOX = [
  'src/runtime/*.ts',
  'src/runtime/sandbox/**',
  'src/network/**',
  'src/server/control.ts',
  'src/trace/**',
];

/** Globs of all sources that a change of means another build. */
export const ASSET_SOURCES: readonly string[] = [...new Set([...BUILD_SOURCES, ...SANDBOX, ...BROKER_SOURCES])];

export interface BuiltAssets {
  readonly manifest: RuntimeAssets;
  /** Path below the site's base (`runtime/kernel.0a1b2c3d4e.js`) → text. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * @param base of the site's addresses, such as `/` or `/buu-cuc/`
 * @throws Error where a part cannot be built; the message says which file and why
 */
export async function buildAssets(base = '/'): Promise<BuiltAssets> {
  const node = await nodeLibrary();
  const source = { nodeLibraryDir: node.folder, version: node.version };
  const [kernel, host, broker, libraries] = await Promise.all([
    cached('kernel', [...BUILD_SOURCES, ...SANDBOX], () => buildKernel(source)),
    cached('host', [...BUILD_SOURCES, ...SANDBOX], buildHost),
    builtBroker(),
    builtLibraries(),
  ]);
  const files = new Map<string, string>();
  /** Every script ends in `.js`: hosts know its type and compress it. */
  const add = (stem: string, text: string): string => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
    const path = `${FOLDER}/${stem}.${hash}.js`;
    files.set(path, text);
    return `${base.replace(/\/*$/, '/')}${path}`;
  };

  const manifest: RuntimeAssets = {
    nodeVersion: node.version,
    kernel: add('kernel', kernel.text),
    host: add('host', host.text),
    broker: add('broker', broker),
    libraries: Object.fromEntries(
      libraries.map(({ name, version, entries, names, text }) => [
        name,
        { version, entries, names, url: add(fileStem(name), text) },
      ]),
    ),
  };
  files.set(`${FOLDER}/node.LICENSE.txt`, node.licence);
  files.set(`${FOLDER}/kernel.LICENSE.txt`, kernel.licence);
  files.set(`${FOLDER}/host.LICENSE.txt`, host.licence);
  for (const { name, licence } of libraries) files.set(`${FOLDER}/${licenceFile(name)}`, licence);
  return { manifest, files };
}
