/** A page with the WebContainer runtime in it and nothing else: no libraries, no broker, no other runtime. */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { ISOLATION_HEADERS, startStaticServer } from '../static-server.ts';
import { rawImports } from './raw-imports.ts';

export interface LabPages {
  readonly origin: string;
  /** A fresh page. `script` runs in it before anything else. */
  open(browser: Browser, options: { readonly host: string; readonly script?: () => void }): Promise<Page>;
  close(): Promise<void>;
}

export interface LabPageOptions {
  /** With the headers that a WebContainer needs: left out, true. */
  readonly isolated?: boolean;
  /** Built into the page as the site builds `PUBLIC_WEBCONTAINER_API_KEY` in. */
  readonly apiKey?: string;
}

const SCRIPT = 'lab-page-script';
const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Lab</title><link rel="icon" href="data:,">
<script type="module" src="/${SCRIPT}.js"></script>`;

export async function serveLabPages({ isolated = true, apiKey }: LabPageOptions = {}): Promise<LabPages> {
  const server = await startStaticServer({
    files: new Map([...(await scripts(apiKey)), ['index.html', HTML]]),
    headers: isolated ? ISOLATION_HEADERS : {},
  });
  return {
    origin: server.origin,
    async open(browser, { host, script }) {
      const page = await browser.newPage();
      await page.addInitScript((url) => Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: url }), host);
      if (script !== undefined) await page.addInitScript(script);
      await page.goto(server.origin);
      await page.waitForFunction('globalThis.lab');
      return page;
    },
    close: () => server.close(),
  };
}

async function scripts(apiKey: string | undefined): Promise<[string, string][]> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, `${SCRIPT}.ts`)],
    outdir: '/',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    define: { 'import.meta.env': JSON.stringify({ PUBLIC_WEBCONTAINER_API_KEY: apiKey }) },
    plugins: [rawImports],
  });
  return outputFiles.map(({ path, text }) => [path.slice(1), text]);
}
