/** Astro integration: writes the service worker and its list of files into the built site. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'esbuild';
import type { OfflineManifest } from './manifest.ts';

/** Addresses of the runtimes' files, with the site's base before them. */
export interface RuntimeFiles {
  readonly kernel: string;
  readonly host: string;
  readonly broker: string;
  readonly libraries: Readonly<Record<string, { readonly url: string }>>;
}

export interface OfflineOptions {
  readonly runtime: (base: string) => Promise<RuntimeFiles>;
}

export function offline({ runtime }: OfflineOptions): AstroIntegration {
  let base = '/';
  return {
    name: 'offline',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = config.base.replace(/\/*$/, '/');
      },
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const list = offlineManifest(folder, base, await runtime(base));
        await writeFile(join(folder, 'offline.json'), JSON.stringify(list));
        await build({
          entryPoints: [join(import.meta.dirname, 'worker.ts')],
          outfile: join(folder, 'sw.js'),
          bundle: true,
          minify: true,
          format: 'iife',
          target: 'es2022',
        });
        logger.info(`${list.pages.length} files for every page, ${list.labs.length} for every lab`);
      },
    },
  };
}

function offlineManifest(folder: string, base: string, runtime: RuntimeFiles): OfflineManifest {
  const find = (pattern: string): string[] =>
    globSync(pattern, { cwd: folder })
      .map((path) => path.replaceAll('\\', '/'))
      .sort();
  const below = (address: string): string => address.slice(base.length);
  const pages = [...find('_astro/*.{css,woff2}'), 'favicon.svg'];
  const labs = [...find('_astro/*.js'), ...[runtime.kernel, runtime.host, runtime.broker].map(below)];
  const libraries = Object.fromEntries(Object.entries(runtime.libraries).map(([name, { url }]) => [name, below(url)]));
  const hash = createHash('sha256');
  for (const file of [...pages, ...labs, ...Object.values(libraries)])
    hash.update(file).update(readFileSync(join(folder, file)));
  return { version: hash.digest('hex').slice(0, 12), pages, labs, libraries };
}
