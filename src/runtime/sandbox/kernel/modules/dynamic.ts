/** Evaluating modules: what the browser does by itself holds the loop until code runs again. */
import { resolveSpecifier } from '../../specifier.ts';
import { isBuiltin } from '../library.ts';
import { ref, unref } from '../loop.ts';
import { scriptUrl } from '../natives.ts';
import { markerUrl } from './bridge.ts';
import { evaluateCyclic } from './cycle.ts';
import { linkSpecifier, type Linked, type NativeModule } from './linker.ts';
import { prepareModule } from './store.ts';

/** `started` is called when all is fetched and linked, right before the first line runs. */
export async function evaluate(linked: Linked, started: () => void): Promise<object> {
  if (linked.kind === 'cyclic') return evaluateCyclic(linked.path, started);
  const entry = scriptUrl(`import"${markerUrl(started)}";import*as m from"${linked.url}";export{m};`);
  const { m } = (await import(entry)) as { m: object };
  return m;
}

async function holding(work: (release: () => void) => Promise<object>): Promise<object> {
  let held = true;
  const release = () => {
    if (held) unref();
    held = false;
  };
  ref();
  try {
    return await work(release);
  } finally {
    release();
  }
}

export const evaluateNative = (module: NativeModule): Promise<object> =>
  holding((release) => evaluate(module, release));

/** `import()` of a program. */
export function importModule(specifier: unknown, from: string): Promise<object> {
  return holding(async (release) => {
    const name = String(specifier);
    const resolved = resolveSpecifier(name, from, isBuiltin);
    if (resolved.kind === 'file') await prepareModule(resolved.path);
    return evaluate(linkSpecifier(name, from), release);
  });
}
