/** Where a runtime gets the build's files as text: each is fetched once, so that later runs need no network. */
import type { LibraryAsset, RuntimeAssets } from './assets.ts';
import { RuntimeError } from './runtime.ts';

export interface AssetSource {
  readonly manifest: RuntimeAssets;
  /** @throws RuntimeError `assets-missing` */
  text(url: string): Promise<string>;
}

/** @throws RuntimeError `assets-missing` where the build has no such library. */
export function libraryOf(manifest: RuntimeAssets, name: string): LibraryAsset {
  const library = manifest.libraries[name];
  if (library !== undefined) return library;
  const known = Object.keys(manifest.libraries).join(', ');
  throw new RuntimeError('assets-missing', `The library "${name}" is not bundled with this site; it has: ${known}.`);
}

/** Fetches with the browser. A fetch that failed is tried again at the next call. */
export function fetchedAssets(manifest: RuntimeAssets, get: typeof fetch = (...args) => fetch(...args)): AssetSource {
  const texts = new Map<string, Promise<string>>();

  const load = async (url: string): Promise<string> => {
    try {
      const response = await get(url);
      if (response.ok) return await response.text();
      throw new Error(`status ${response.status}`);
    } catch (cause) {
      texts.delete(url);
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RuntimeError('assets-missing', `${url} could not be fetched: ${why}`, { cause });
    }
  };

  return {
    manifest,
    text(url) {
      const known = texts.get(url) ?? load(url);
      texts.set(url, known);
      return known;
    },
  };
}
