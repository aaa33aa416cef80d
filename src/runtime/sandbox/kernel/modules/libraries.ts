/** Client libraries: each is a CommonJS bundle, evaluated in this worker when something first asks for it. */
import type { LibraryScript } from '../../messages.ts';
import { natives } from '../natives.ts';

type Bundle = Readonly<Record<string, () => unknown>>;
type Wrapper = (exports: object, require: (id: string) => unknown, module: { exports: unknown }) => void;

const scripts = new Map<string, LibraryScript>();
const bundles = new Map<string, Bundle>();
let arrived: Wrapper | undefined;

export function fillLibraries(libraries: readonly LibraryScript[]): void {
  for (const library of libraries) scripts.set(library.name, library);
}

/** What a library's script calls; see `host/library-script.ts`. */
Object.defineProperty(globalThis, 'ιibrary', {
  value: (wrapper: Wrapper) => {
    arrived = wrapper;
  },
});

export const hasLibrary = (name: string): boolean => scripts.has(name);

function bundleOf(name: string, require: (id: string) => unknown): Bundle {
  const known = bundles.get(name);
  if (known !== undefined) return known;
  natives.importScripts(scripts.get(name)?.url ?? '');
  const module = { exports: {} };
  arrived?.(module.exports, require, module);
  const bundle = module.exports as Bundle;
  bundles.set(name, bundle);
  return bundle;
}

/** Key of an entry as it may be written: `./promise` for `./promise/index.js`. */
function entryOf(bundle: Readonly<Record<string, unknown>>, entry: string): string | undefined {
  return [entry, `${entry}.js`, `${entry}/index.js`].find((it) => Object.hasOwn(bundle, it));
}

export interface LibraryEntry {
  readonly value: unknown;
  /** What `import { … }` finds in plain Node. */
  readonly names: readonly string[];
}

/** `undefined`: the library has no such entry. `require` is for Node's own modules. */
export function loadLibrary(name: string, entry: string, require: (id: string) => unknown): LibraryEntry | undefined {
  const names = scripts.get(name)?.names ?? {};
  const bundle = bundleOf(name, require);
  const key = entryOf(bundle, entry);
  if (key === undefined) return undefined;
  return { value: bundle[key]?.(), names: names[key] ?? [] };
}
