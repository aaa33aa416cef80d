/** A bundled client library as the files that plain Node and the WebContainer find under `node_modules`. */
import type { LibraryAsset } from './assets.ts';

const BUNDLE = 'bundle.cjs';

/** `./promise/index.js` → `promise-index.cjs`. */
const stubName = (entry: string): string =>
  entry === '.'
    ? 'index.cjs'
    : `${entry
        .slice(2)
        .replace(/\.\w+$/, '')
        .replaceAll('/', '-')}.cjs`;

/** The names stand behind `0 &&`: never run, but there Node's CommonJS lexer reads what an `import { … }` may take. */
function stub(entry: string, names: readonly string[]): string {
  const load = `module.exports = require('./${BUNDLE}')[${JSON.stringify(entry)}]();\n`;
  if (names.length === 0) return load;
  return `${load}0 && (${names.map((name) => `exports[${JSON.stringify(name)}] = `).join('')}0);\n`;
}

/** Path below the lab's folder → text. `text` is what stands at `library.url`. */
export function libraryFiles(name: string, library: LibraryAsset, text: string): Record<string, string> {
  const folder = `node_modules/${name}`;
  const description = {
    name,
    version: library.version,
    main: './index.cjs',
    exports: {
      ...Object.fromEntries(library.entries.map((entry) => [entry, `./${stubName(entry)}`])),
      './package.json': './package.json',
    },
  };
  const stubs = library.entries.map((entry) => [
    `${folder}/${stubName(entry)}`,
    stub(entry, library.names[entry] ?? []),
  ]);
  return {
    [`${folder}/package.json`]: `${JSON.stringify(description, null, 2)}\n`,
    [`${folder}/${BUNDLE}`]: text,
    ...(Object.fromEntries(stubs) as Record<string, string>),
  };
}
