/** What a lesson page weighs on the wire: before its lab is near, with the lab near, and after Run. Brotli at level 11. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchChromium } from '../tests/support/chromium.ts';
import { freshPage, LabPage, serveSite } from '../tests/support/built-site.ts';
import { printTable } from './table.ts';

const DIST = join(import.meta.dirname, '../dist');
const PATHS = ['/', '/don-hang-dau-tien/', '/json-rpc-node/'];

const KINDS = ['html', 'css', 'js', 'font', 'other'] as const;
type Kind = (typeof KINDS)[number];
const kindOf = (path: string): Kind =>
  path.endsWith('/') || path.endsWith('.html')
    ? 'html'
    : path.endsWith('.css')
      ? 'css'
      : /\.m?js$/.test(path)
        ? 'js'
        : path.endsWith('.woff2')
          ? 'font'
          : 'other';

function weigh(paths: readonly string[]): Record<Kind, number> {
  const sums: Record<Kind, number> = { html: 0, css: 0, js: 0, font: 0, other: 0 };
  for (const path of new Set(paths)) {
    const content = readFileSync(join(DIST, path.endsWith('/') ? `${path}index.html` : path));
    sums[kindOf(path)] += kindOf(path) === 'font' ? content.length : brotliCompressSync(content).length;
  }
  return sums;
}

/** Until the page has asked for nothing new for a second. */
async function quiet(page: Page, requests: readonly string[]): Promise<void> {
  for (let seen = -1; seen !== requests.length; await page.waitForTimeout(1_000)) seen = requests.length;
}

export async function benchPageBytes(): Promise<void> {
  const site = await serveSite();
  const browser = await launchChromium();
  const rows: (string | number)[][] = [['page', 'when', ...KINDS.map((kind) => `${kind} kB`), 'requests']];
  try {
    for (const path of PATHS) {
      // no service worker: what it keeps in the background would be counted as the page's
      const page = await freshPage(browser, {
        width: 390,
        before: (context) =>
          context.addInitScript(() => {
            Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
            Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
          }),
      });
      const from = site.requests.length;
      const row = (when: string): void => {
        const requests = site.requests.slice(from).filter((request) => request !== '/favicon.ico');
        const weights = weigh(requests);
        rows.push([path, when, ...KINDS.map((kind) => (weights[kind] / 1000).toFixed(1)), requests.length]);
      };
      await page.goto(site.origin + path);
      await quiet(page, site.requests);
      row('loaded');
      if (path !== '/') {
        const lab = new LabPage(page);
        await page.locator('lesson-island').scrollIntoViewIfNeeded();
        await lab.ready();
        await quiet(page, site.requests);
        row('lab near');
        await lab.run.click();
        await lab.stop.and(page.locator(':enabled')).waitFor();
        await quiet(page, site.requests);
        row('after Run');
      }
      await page.context().close();
    }
  } finally {
    await browser.close();
    await site.close();
  }
  printTable('Bytes of a page on a phone, sums so far', rows);
}
