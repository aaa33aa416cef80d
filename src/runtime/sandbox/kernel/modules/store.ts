/** The files that this process may load, as the host prepared them; what is missing can be asked for. */
import { deferred } from '../../deferred.ts';
import type { ModuleSource, Program } from '../../messages.ts';
import { onOrder, report } from '../wire.ts';

const sources = new Map<string, ModuleSource>();
const waiting = new Map<number, () => void>();
let lastRequest = 0;

export function fillStore(modules: Program['modules']): void {
  for (const [path, source] of Object.entries(modules)) sources.set(path, source);
}

export const moduleSources = (): [string, ModuleSource][] => [...sources];
export const moduleSource = (path: string): ModuleSource | undefined => sources.get(path);

/** Settles when the host has prepared `path` and what it imports, whether it is there or not. */
export async function prepareModule(path: string): Promise<void> {
  if (sources.has(path)) return;
  const request = (lastRequest += 1);
  const { promise, resolve } = deferred<void>();
  waiting.set(request, resolve);
  report({ type: 'module', request, file: path });
  await promise;
}

onOrder('module', ({ request, modules }) => {
  fillStore(modules);
  waiting.get(request)?.();
  waiting.delete(request);
});
