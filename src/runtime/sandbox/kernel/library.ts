/** Node's own library as the build bundled it: each module is evaluated at its first use, after the bindings stand. */
import { internals, publicModules } from 'node-library:table';
import type { Loose } from './context.ts';

/** `net`, `timers/promises`: what programs may import. */
export const isBuiltin = (id: string): boolean => Object.hasOwn(publicModules, id);
export const builtinIds = Object.keys(publicModules);

/** A module of Node's library by its id, `net` or `internal/util`. */
export function nodeModule(id: string): Loose {
  const load = publicModules[id] ?? internals[id];
  if (load === undefined) throw new Error(`Not in the kernel: ${id}`);
  return load();
}
