/** A page that holds the sandbox itself, without the door: for what only its own tests and figures need. */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { buildAssets } from '../../src/runtime/build/assets.ts';
import type { Runtime, RuntimeOptions } from '../../src/runtime/runtime.ts';
import { startStaticServer } from './static-server.ts';

declare global {
  var openSandbox: (options: Omit<RuntimeOptions, 'assets'>) => Promise<Runtime>;
}

const SOURCES = join(import.meta.dirname, '../../src/runtime');
const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title><link rel="icon" href="data:,">
<body><script src="/sandbox.js"></script>`;

export interface SandboxPages {
  readonly origin: string;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** A fresh page in a context of its own. */
  open(browser: Browser): Promise<Page>;
  close(): Promise<void>;
}

interface SandboxPageOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out of what is served, by what their path contains. */
  readonly missing?: string;
}

export async function serveSandboxPage({ headers = {}, missing }: SandboxPageOptions = {}): Promise<SandboxPages> {
  const { manifest, files } = await buildAssets();
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { fetchedAssets } from './asset-source.ts';
        import { open } from './sandbox/index.ts';
        const assets = fetchedAssets(${JSON.stringify(manifest)});
        globalThis.openSandbox = (options) => open({ assets, ...options });`,
      resolveDir: SOURCES,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
  });
  const served = [...files].filter(([path]) => missing === undefined || !path.includes(missing));
  const server = await startStaticServer({
    files: new Map([['index.html', HTML], ['sandbox.js', outputFiles[0]?.text ?? ''], ...served]),
    headers,
  });
  return {
    origin: server.origin,
    requests: server.requests,
    async open(browser) {
      const page = await browser.newPage();
      await page.goto(server.origin);
      await page.waitForFunction('globalThis.openSandbox');
      return page;
    },
    close: () => server.close(),
  };
}
