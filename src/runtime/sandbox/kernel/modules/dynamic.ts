/** `import()`, and the start of the main module: what is awaited natively holds the loop until code runs again. */
import { isBuiltin } from '../library.ts';
import { ref, unref } from '../loop.ts';
import { scriptUrl } from '../natives.ts';
import { resolveSpecifier } from '../../specifier.ts';
import { markerUrl } from './bridge.ts';
import { linkSpecifier } from './linker.ts';
import { prepareModule } from './store.ts';

/** Loads the module at `url`; `started` is called when all is fetched and linked, right before the first line runs. */
export async function evaluateModule(url: string, started: () => void): Promise<object> {
  const entry = scriptUrl(`import"${markerUrl(started)}";import*as m from"${url}";export{m};`);
  const { m } = (await import(entry)) as { m: object };
  return m;
}

export async function importModule(specifier: unknown, from: string): Promise<object> {
  let holding = true;
  const release = () => {
    if (holding) unref();
    holding = false;
  };
  ref();
  try {
    const name = String(specifier);
    const resolved = resolveSpecifier(name, from, isBuiltin);
    if (resolved.kind === 'file') await prepareModule(resolved.path);
    return await evaluateModule(linkSpecifier(name, from).url, release);
  } finally {
    release();
  }
}
