/** The door: the workbench opens a runtime here and from then on knows only the contract. */
import manifest from 'virtual:runtime-assets';
import { fetchedAssets } from './asset-source.ts';
import { openFirst, type OpenOptions, type Openers, type PageRuntimeKind } from './open.ts';
import type { Runtime } from './runtime.ts';

export type { PageRuntimeKind } from './open.ts';

const OPENERS: Openers = {
  sandbox: async () => (await import('./sandbox/index.ts')).open,
  webcontainer: async () => (await import('./webcontainer/index.ts')).open,
};

/** One for the page: what was fetched once is there for every later run, with or without a network. */
const assets = fetchedAssets(manifest);

/**
 * Opens the wanted runtime; where it cannot start, tells `onFallback` the reason and opens the sandbox.
 * @throws RuntimeError where the sandbox cannot start either
 */
export function openRuntime(kind: PageRuntimeKind, options: Omit<OpenOptions, 'assets'>): Promise<Runtime> {
  return openFirst(OPENERS, kind, { ...options, assets });
}
