/** A page that holds the sandbox itself, without the door: for what only its own tests and figures need. */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { buildAssets } from '../../src/runtime/build/assets.ts';
import type { SandboxRuntime } from '../../src/runtime/sandbox/index.ts';

declare global {
  var openSandbox: (libraries: readonly string[]) => Promise<SandboxRuntime>;
}

const SOURCES = join(import.meta.dirname, '../../src/runtime');

/** A fresh page of `origin`, which must serve the runtimes' assets (`serveRuntimePage`). */
export async function openSandboxPage(browser: Browser, origin: string): Promise<Page> {
  const { manifest } = await buildAssets();
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { fetchedAssets } from './asset-source.ts';
        import { open } from './sandbox/index.ts';
        const assets = fetchedAssets(${JSON.stringify(manifest)});
        globalThis.openSandbox = (libraries) => open({ assets, libraries });`,
      resolveDir: SOURCES,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
  });
  const page = await browser.newPage();
  await page.goto(origin);
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  return page;
}
