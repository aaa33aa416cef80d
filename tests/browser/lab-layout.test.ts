/** A lab on screens of every size, and for readers who want no motion. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshPage, LabPage, type PageOptions, screenshot, serveSite } from '../support/built-site.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import type { StaticServer } from '../support/static-server.ts';

const browser = chromiumOfFile();
let site: StaticServer;
beforeAll(async () => {
  site = await serveSite();
});
afterAll(() => site.close());

async function openLab(options: PageOptions & { height?: number; path?: string } = {}): Promise<LabPage> {
  const page = await freshPage(browser(), options);
  onTestFinished(() => page.context().close());
  if (options.height !== undefined)
    await page.setViewportSize({ width: options.width ?? 1440, height: options.height });
  await page.goto(site.origin + (options.path ?? '/don-hang-dau-tien/'));
  await page.locator('lesson-island').scrollIntoViewIfNeeded();
  const lab = new LabPage(page);
  await lab.ready();
  return lab;
}

const shown = async (...parts: Locator[]): Promise<boolean[]> => Promise.all(parts.map((part) => part.isVisible()));
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).include('lesson-island').analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
};

describe('on a phone', () => {
  it('code, output and picture take turns; Run shows the output, an error link the code', async () => {
    const lab = await openLab({ width: 390 });
    const code = lab.editor('producer.ts');
    await code.waitFor();
    expect(await shown(code, lab.terminal('broker'), lab.log)).toEqual([true, false, false]);
    await lab.edit('producer.ts', "throw new Error('hỏng');\n");
    await lab.run.click();
    await lab.terminal('producer').getByText('Error: hỏng', { exact: true }).waitFor();
    expect(await shown(code, lab.log)).toEqual([false, false]);
    await lab.show('picture');
    await lab.picture.filter({ hasText: 'consumer' }).waitFor();
    expect(await shown(code, lab.terminal('broker'), lab.log)).toEqual([false, false, true]);
    expect(await overflow(lab.page)).toBe(0);
    await lab.show('output');
    await lab
      .terminal('producer')
      .getByRole('button', { name: /producer\.ts:1/ })
      .first()
      .click();
    await code.waitFor();
    expect(await overflow(lab.page)).toBe(0);
  });

  it('the parts are tabs for the keyboard and for screen readers', async () => {
    const lab = await openLab({ width: 390 });
    const parts = lab.page.getByRole('tablist', { name: 'Các phần của lab' });
    await parts.getByRole('tab', { name: 'Mã nguồn' }).focus();
    await lab.page.keyboard.press('ArrowRight');
    await lab.page.getByRole('tabpanel', { name: 'Đầu ra' }).waitFor();
    await lab.page.keyboard.press('End');
    await lab.page.getByRole('tabpanel', { name: 'Hình' }).waitFor();
    expect(await lab.page.getByRole('tabpanel', { name: 'Đầu ra' }).count()).toBe(0);
  });

  it('the picture runs downwards and fits', async () => {
    const lab = await openLab({ width: 390 });
    await lab.run.click();
    await lab.terminal('consumer').getByText('Nhận được đơn hàng').waitFor();
    await lab.show('picture');
    await lab.picture.filter({ hasText: '0 ready · 0 unacked' }).waitFor();
    const box = await lab.picture.boundingBox();
    expect(box?.width).toBeLessThanOrEqual(390);
    expect(box?.height).toBeGreaterThan(box?.width ?? 0);
    await screenshot(lab.page, 'lab-picture-390-light', { fullPage: true });
  });
});

describe('beside the text', () => {
  it('all parts are in sight at once, each with its name', async () => {
    const lab = await openLab();
    await lab.editor('producer.ts').waitFor();
    await lab.run.click();
    await lab.picture.waitFor();
    const { height } = lab.page.viewportSize() ?? { height: 0 };
    for (const part of [
      lab.editor('producer.ts'),
      lab.picture,
      lab.log,
      lab.terminal('broker'),
      lab.terminal('producer'),
    ]) {
      const box = await part.boundingBox();
      expect(box && box.y + Math.min(box.height, 40)).toBeLessThanOrEqual(height);
    }
    for (const name of ['Mã nguồn', 'Đầu ra', 'Hình'])
      expect(await lab.page.getByRole('group', { name, exact: true }).count()).toBe(1);
  });

  it('in a low window picture and log take turns, and the terminals stay in sight', async () => {
    const lab = await openLab({ height: 660 });
    await lab.run.click();
    await lab.picture.waitFor();
    expect(await lab.log.isVisible()).toBe(false);
    await lab.page.getByRole('button', { name: 'Nhật ký', exact: true }).click();
    await lab.log.waitFor();
    expect(await lab.picture.isVisible()).toBe(false);
    const box = await lab.terminal('producer').boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(660);
    await screenshot(lab.page, 'lab-low-1440-light');
  });
});

describe('motion', () => {
  /** Counts every envelope that was ever on its way. */
  const watchEnvelopes = (page: Page): Promise<void> =>
    page.evaluate(() => {
      const seen = new Set<Element>();
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        for (const envelope of document.querySelectorAll('lesson-island svg g.moving')) seen.add(envelope);
      }).observe(document.body, { childList: true, subtree: true });
    });
  const envelopes = (page: Page): Promise<number> =>
    page.evaluate(() => (globalThis as unknown as { seen: Set<Element> }).seen.size);

  it('a message travels from producer over exchange and queue to the consumer', async () => {
    const lab = await openLab();
    await watchEnvelopes(lab.page);
    await lab.run.click();
    await lab.log.getByText(/ack thông điệp 1/).waitFor();
    expect(await envelopes(lab.page)).toBe(3);
  });

  it('nothing travels for those who want no motion, and the picture is the same in the end', async () => {
    const page = await freshPage(browser());
    onTestFinished(() => page.context().close());
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`${site.origin}/don-hang-dau-tien/`);
    const lab = new LabPage(page);
    await lab.ready();
    await watchEnvelopes(page);
    await lab.run.click();
    await lab.log.getByText(/ack thông điệp 1/).waitFor();
    await lab.picture.filter({ hasText: '0 ready · 0 unacked' }).waitFor();
    expect(await envelopes(page)).toBe(0);
  });
});

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  it('finds nothing with an error, a notice and a failed program in sight', async () => {
    const lab = await openLab({ colorScheme });
    await lab.edit('producer.ts', "console.log('một');\nthrow new Error('hỏng');\n");
    await lab.run.click();
    await lab.terminal('producer').getByText('Error: hỏng', { exact: true }).waitFor();
    expect(await violations(lab.page)).toEqual([]);
    await screenshot(lab.page, `lab-error-1440-${colorScheme}`);
    await lab.reset.click();
    await lab.page.getByRole('button', { name: 'Hoàn tác' }).waitFor();
    expect(await violations(lab.page)).toEqual([]);
  });
});
