/** A page that holds nothing but the runtimes' door, built as the site builds it, for tests that drive it from outside. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, type Rollup } from 'vite';
import { buildAssets } from '../../src/runtime/build/assets.ts';
import { ISOLATION_HEADERS, startStaticServer } from './static-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODULE = 'virtual:runtime-assets';

const HTML = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Runtime</title><link rel="icon" href="data:,">
<body><script type="module" src="/remote-page.js"></script>`;

export interface RuntimePages {
  readonly origin: string;
  /** A fresh page in a context of its own. `globals` are set before any of its scripts runs. */
  open(browser: Browser, globals?: Readonly<Record<string, string>>): Promise<Page>;
  close(): Promise<void>;
}

async function pageFiles(): Promise<Map<string, string | Uint8Array>> {
  const { manifest, files } = await buildAssets();
  const built = (await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'runtime-assets',
        resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
        load: (id) => (id === `\0${MODULE}` ? `export default ${JSON.stringify(manifest)};` : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      rollupOptions: {
        input: join(import.meta.dirname, 'remote-page.ts'),
        output: { entryFileNames: 'remote-page.js' },
      },
    },
  })) as Rollup.RollupOutput;
  const output = built.output.map(
    (chunk) => [chunk.fileName, chunk.type === 'chunk' ? chunk.code : chunk.source] as const,
  );
  return new Map<string, string | Uint8Array>([['index.html', HTML], ...files, ...output]);
}

/** `isolated`: with the headers that a WebContainer needs. */
export async function serveRuntimePage({ isolated = false } = {}): Promise<RuntimePages> {
  const server = await startStaticServer({
    files: await pageFiles(),
    folder: join(ROOT, 'public'),
    headers: isolated ? ISOLATION_HEADERS : {},
  });
  return {
    origin: server.origin,
    async open(browser, globals = {}) {
      const page = await browser.newPage();
      await page.addInitScript((values) => Object.assign(globalThis, values), globals);
      await page.goto(server.origin);
      await page.waitForFunction('globalThis.remote');
      return page;
    },
    close: () => server.close(),
  };
}
