/** The service worker across a new version of the site: pages stay current online, and nothing an open page needs goes. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OfflineManifest } from '../../src/offline/manifest.ts';
import { DIST, pageAt, read } from '../site/built-pages.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import { ISOLATION_HEADERS, startStaticServer, type StaticServer } from '../support/static-server.ts';

const browser = chromiumOfFile();
const manifest = JSON.parse(read('offline.json').toString()) as OfflineManifest;
const ORDER = '/don-hang-dau-tien/';
const HOME = '/';

/** What a deployment changes: these files win over `dist`. */
let deployed: Map<string, string>;
let server: StaticServer;
let context: BrowserContext;

beforeEach(async () => {
  deployed = new Map();
  server = await startStaticServer({ folder: DIST, files: deployed, headers: ISOLATION_HEADERS });
  context = await browser().newContext();
});
afterEach(async () => {
  await context.close();
  await server.close();
});

async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await visit(page, path);
  return page;
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(server.origin + path);
  await page.locator('html[data-offline="ready"]').waitFor();
}

/** Version → number of files kept. */
const kept = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const sizes: Record<string, number> = {};
    for (const name of await caches.keys())
      sizes[name.replace('buu-cuc-', '')] = (await (await caches.open(name)).keys()).length;
    return sizes;
  });

const has = (page: Page, path: string): Promise<boolean> =>
  page.evaluate(async (url) => Boolean(await caches.match(url)), path);

function deploy(version: string): void {
  deployed.set('offline.json', JSON.stringify({ ...manifest, version }));
}

it('keeps a page with its lab and the libraries that the lab names, and no other library', async () => {
  const page = await open(ORDER);
  for (const file of [...manifest.pages, ...manifest.labs]) expect(await has(page, `/${file}`), file).toBe(true);
  expect(await has(page, '/labs/don-hang-dau-tien.json')).toBe(true);
  expect(await has(page, `/${manifest.libraries['amqplib']}`)).toBe(true);
  expect(await has(page, `/${manifest.libraries['jayson']}`)).toBe(false);
});

it('keeps of the home page what it shows, and not the labs', async () => {
  const page = await open(HOME);
  expect(await has(page, HOME)).toBe(true);
  for (const file of manifest.labs.filter((name) => name.startsWith('runtime/')))
    expect(await has(page, `/${file}`), file).toBe(false);
});

it('shows the newest page while there is a network, and the kept one when there is none', async () => {
  const page = await open(ORDER);
  const fresh = pageAt(ORDER).html.replace(/<title>[^<]*/, '<title>Bản mới');
  deployed.set('don-hang-dau-tien/index.html', fresh);
  await visit(page, ORDER);
  expect(await page.title()).toBe('Bản mới');

  await server.close();
  await page.reload();
  expect(await page.title()).toBe('Bản mới');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

it('leaves the old version to a page that is still open, then moves what was visited to the new one', async () => {
  const old = await open(ORDER);
  const before = await kept(old);
  expect(Object.keys(before)).toEqual([manifest.version]);

  deploy('next');
  const other = await open(HOME);
  expect(await kept(other)).toMatchObject(before);

  await old.close();
  await visit(other, HOME);
  const after = await kept(other);
  expect(Object.keys(after)).toEqual(['next']);
  expect(after['next']).toBeGreaterThanOrEqual(before[manifest.version] ?? Infinity);

  await server.close();
  await other.goto(server.origin + ORDER);
  expect(await other.title()).toContain('Đơn hàng đầu tiên');
});

it('keeps the old version when the new one cannot be had whole', async () => {
  const page = await open(ORDER);
  const before = await kept(page);
  deployed.set(
    'offline.json',
    JSON.stringify({ ...manifest, version: 'broken', labs: [...manifest.labs, 'runtime/gone.js'] }),
  );
  await page.reload();
  await expect.poll(async () => Object.keys(await kept(page))).toContain('broken');
  expect(await kept(page)).toMatchObject(before);
  expect(await page.locator('html[data-offline="ready"]').count()).toBe(0);
});
