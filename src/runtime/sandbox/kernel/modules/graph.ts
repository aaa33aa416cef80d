/** Which modules of the program cannot be native: those in a cycle of imports, and those that reach one. */
import { resolveSpecifier } from '../../specifier.ts';
import { isBuiltin } from '../library.ts';
import { moduleSource } from './store.ts';

/** Files that a module imports statically, in order. */
export function importedFiles(path: string): string[] {
  const source = moduleSource(path);
  if (source?.kind !== 'esm') return [];
  return source.imports.flatMap((site) => {
    if (site.kind !== 'static') return [];
    const target = resolveSpecifier(site.specifier, path, isBuiltin);
    return target.kind === 'file' ? [target.path] : [];
  });
}

const reachesCycle = new Map<string, boolean>();

/** Answers once per path: files do not change while the program runs. */
export function meetsCycle(path: string): boolean {
  return reachesCycle.get(path) ?? visit(path, []);
}

function visit(path: string, trail: readonly string[]): boolean {
  const known = reachesCycle.get(path);
  if (known !== undefined) return known;
  const at = trail.indexOf(path);
  if (at >= 0) {
    for (const member of trail.slice(at)) reachesCycle.set(member, true);
    return true;
  }
  let found = false;
  for (const target of importedFiles(path)) if (visit(target, [...trail, path])) found = true;
  const result = found || reachesCycle.get(path) === true;
  reachesCycle.set(path, result);
  return result;
}
