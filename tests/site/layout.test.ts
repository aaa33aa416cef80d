/** Pages in a real browser: nothing sticks out, nothing jumps, the chosen theme is there in the first frame. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromiumOfFile } from '../support/chromium.ts';
import { ISOLATION_HEADERS, startStaticServer, type StaticServer } from '../support/static-server.ts';
import { DIST, pages } from './built-pages.ts';

const browser = chromiumOfFile();
const LESSON = '/json-rpc-node/';
let server: StaticServer;
beforeAll(async () => {
  server = await startStaticServer({ folder: DIST, headers: ISOLATION_HEADERS });
});
afterAll(() => server.close());

async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser().newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(server.origin + path);
  return page;
}

describe.each([320, 390, 768, 1100, 1440])('%i px wide', (width) => {
  it.each(pages.map(({ path }) => path))('%s has nothing that sticks out', async (path) => {
    const page = await open(path, { viewport: { width, height: 900 } });
    const out = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      return [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > room + 1)
        .map((element) => `${element.tagName}.${element.className}`);
    });
    expect(out).toEqual([]);
  });
});

it('keeps a reading measure of 65 to 75 characters', async () => {
  const page = await open(LESSON, { viewport: { width: 1440, height: 900 } });
  const characters = await page.evaluate(() => {
    // paragraphs of several lines, whose last one is half full on average
    const long = [...document.querySelectorAll('.prose > p')].map((paragraph) => ({
      length: paragraph.textContent?.length ?? 0,
      lines: Math.round(paragraph.clientHeight / parseFloat(getComputedStyle(paragraph).lineHeight)),
    }));
    const several = long.filter(({ lines }) => lines >= 3);
    const sum = (list: number[]): number => list.reduce((total, value) => total + value, 0);
    return sum(several.map(({ length }) => length)) / sum(several.map(({ lines }) => lines - 0.5));
  });
  expect(characters).toBeGreaterThanOrEqual(65);
  expect(characters).toBeLessThanOrEqual(75);
});

it('does not jump while it loads', async () => {
  const context = await browser().newContext({ viewport: { width: 1440, height: 900 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(server.origin + LESSON, { waitUntil: 'networkidle' });
  const total = await page.evaluate(() =>
    (globalThis as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0),
  );
  expect(total).toBeLessThan(0.02);
});

describe('the theme', () => {
  const firstFrame = (page: Page): Promise<string> =>
    page.evaluate(
      () =>
        new Promise((resolve) => requestAnimationFrame(() => resolve(getComputedStyle(document.body).backgroundColor))),
    );
  const PAPER = 'rgb(248, 246, 241)';
  const NIGHT = 'rgb(18, 21, 28)';

  it.each([
    ['light', PAPER],
    ['dark', NIGHT],
  ] as const)('follows the system: %s', async (colorScheme, background) => {
    expect(await firstFrame(await open('/', { colorScheme }))).toBe(background);
  });

  it('follows the reader, from the first frame of the next page on', async () => {
    const page = await open('/', { colorScheme: 'light' });
    const button = page.getByRole('button', { name: 'Giao diện tối' });
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await page.goto(server.origin + LESSON, { waitUntil: 'commit' });
    expect(await firstFrame(page)).toBe(NIGHT);
  });
});

it('leads from the text to the lab on a narrow screen, and back to where one was', async () => {
  const page = await open(LESSON, { viewport: { width: 390, height: 800 } });
  const bar = page.getByRole('navigation', { name: 'Bài đọc và phòng thực hành' });
  await page.evaluate(() => scrollTo(0, 2000));
  await expect.poll(() => bar.locator('[aria-current]').textContent()).toBe('Bài đọc');
  await bar.getByText('Phòng thực hành').click();
  await expect.poll(() => bar.locator('[aria-current]').textContent()).toBe('Phòng thực hành');
  expect((await page.locator('#lab').boundingBox())?.y).toBeCloseTo(56, 0);
  await bar.getByText('Bài đọc').click();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(2000);
});

it('keeps the lesson when the language is switched', async () => {
  const page = await open(LESSON, {});
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL(`${server.origin}/en${LESSON}`);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
});
