/** The editor of a lab on the built site: how it comes, how the keyboard gets in and out, what becomes of edits. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshPage, LabPage, type PageOptions, serveSite } from '../support/built-site.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import type { StaticServer } from '../support/static-server.ts';

const ORDER = '/don-hang-dau-tien/';

const browser = chromiumOfFile();
let site: StaticServer;
beforeAll(async () => {
  site = await serveSite();
});
afterAll(() => site.close());

async function open(options: PageOptions = {}): Promise<Page> {
  const page = await freshPage(browser(), options);
  onTestFinished(() => page.context().close());
  await page.goto(site.origin + ORDER);
  return page;
}

async function openLab(options: PageOptions = {}): Promise<LabPage> {
  const lab = new LabPage(await open(options));
  await lab.ready();
  await lab.editor('producer.ts').waitFor();
  return lab;
}

const tab = (lab: LabPage, name: string): Locator =>
  lab.page.getByRole('tablist', { name: 'Tệp' }).getByRole('tab', { name });
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

describe('before the editor has come', () => {
  it('the highlighted source stands where the editor will stand', async () => {
    const placeOf = async (page: Page, code: string): Promise<{ x: number; y: number }> => {
      const box = await page.locator(code).getByText('await', { exact: true }).last().boundingBox();
      if (!box) throw new Error(`no await in ${code}`);
      return { x: Math.round(box.x), y: Math.round(box.y) };
    };
    const still = await open({
      before: (context) => context.route('**/_astro/code-editor*', (route) => route.abort()),
    });
    await new LabPage(still).ready();
    await still.evaluate(() => document.fonts.ready);
    const before = await placeOf(still, '.stand-in:not([hidden])');
    const lab = await openLab();
    await lab.page.evaluate(() => document.fonts.ready);
    expect(await placeOf(lab.page, '.cm-content')).toEqual(before);
  });

  it('buttons are off until the lab is alive, and the page says so where it cannot be', async () => {
    const page = await open({ before: (context) => context.route('**/_astro/Lab.*.js', (route) => route.abort()) });
    const lab = new LabPage(page);
    await page.getByRole('alert').filter({ hasText: 'Hãy tải lại trang' }).waitFor();
    for (const button of [lab.run, lab.stop, lab.reset]) expect(await button.isDisabled()).toBe(true);
    expect(await page.locator('.stand-in:not([hidden])').innerText()).toContain('Đơn hàng #A001');
  });
});

describe('by keyboard', () => {
  it('arrows, Home and End go through the files, and the editor follows', async () => {
    const lab = await openLab();
    await tab(lab, 'producer.ts').focus();
    await lab.page.keyboard.press('ArrowRight');
    await lab.editor('package.json').waitFor();
    await lab.page.keyboard.press('ArrowRight');
    await lab.editor('consumer.ts').waitFor();
    await lab.page.keyboard.press('End');
    await lab.editor('package.json').waitFor();
    await lab.page.keyboard.press('Home');
    await lab.editor('consumer.ts').waitFor();
    expect(await tab(lab, 'consumer.ts').getAttribute('aria-selected')).toBe('true');
    expect(await lab.page.getByRole('tab', { selected: true }).filter({ hasText: '.ts' }).count()).toBe(1);
  });

  it('Tab indents, Esc and then Tab leaves, and the editor says so', async () => {
    const lab = await openLab();
    const editor = lab.editor('producer.ts');
    await editor.focus();
    await lab.page.keyboard.press('Tab');
    expect(await editor.innerText()).toMatch(/^ {2}import/);
    expect(await focused(lab.page)).toBe('Mã của producer.ts');
    await lab.page.keyboard.press('Escape');
    await lab.page.keyboard.press('Tab');
    expect(await focused(lab.page)).not.toBe('Mã của producer.ts');
    const description = await editor.getAttribute('aria-describedby');
    expect(await lab.page.locator(`[id="${description}"]`).innerText()).toContain('Esc');
  });

  it('Ctrl+Enter runs, in the editor and beside it', async () => {
    const lab = await openLab();
    await lab.editor('producer.ts').focus();
    await lab.page.keyboard.press('ControlOrMeta+Enter');
    await lab.terminal('broker').filter({ hasText: 'AMQP 0-9-1' }).waitFor();
    expect(await lab.editor('producer.ts').innerText()).toMatch(/^import/);
    await lab.reset.focus();
    await lab.page.keyboard.press('ControlOrMeta+Enter');
    await lab.terminal('producer').filter({ hasText: 'Đã gửi' }).waitFor();
  });
});

describe('edits', () => {
  it('are marked, last over a reload, and come back after Reset with Undo', async () => {
    const lab = await openLab();
    await lab.edit('producer.ts', "console.log('của tôi');\n");
    await tab(lab, 'producer.ts (đã sửa)').waitFor();
    await lab.page.reload();
    await lab.ready();
    await lab.editor('producer.ts').filter({ hasText: 'của tôi' }).waitFor();
    await lab.reset.click();
    await lab.editor('producer.ts').filter({ hasText: 'Đơn hàng #A001' }).waitFor();
    expect(await tab(lab, 'đã sửa').count()).toBe(0);
    await lab.page.getByRole('button', { name: 'Hoàn tác' }).click();
    await lab.editor('producer.ts').filter({ hasText: 'của tôi' }).waitFor();
    await lab.run.click();
    await lab.terminal('producer').filter({ hasText: 'của tôi' }).waitFor();
  });

  it('reach every file that was out of sight too', async () => {
    const lab = await openLab();
    await lab.edit('consumer.ts', '// một\n');
    await lab.edit('producer.ts', '// hai\n');
    await lab.reset.click();
    await lab.editor('producer.ts').filter({ hasText: 'sendToQueue' }).waitFor();
    await tab(lab, 'consumer.ts').click();
    await lab.editor('consumer.ts').filter({ hasText: 'Đang chờ đơn hàng' }).waitFor();
  });
});

describe('an error', () => {
  it('leads from the terminal to its line, which is marked until it is edited', async () => {
    const lab = await openLab();
    await lab.edit('producer.ts', "const a = 1;\n\nthrow new Error('hỏng ở đây');\n");
    await tab(lab, 'consumer.ts').click();
    await lab.run.click();
    await lab.terminal('producer').filter({ hasText: 'hỏng ở đây' }).waitFor();
    await lab
      .terminal('producer')
      .getByRole('button', { name: /producer\.ts:3/ })
      .first()
      .click();
    const editor = lab.editor('producer.ts');
    await editor.waitFor();
    expect(await focused(lab.page)).toBe('Mã của producer.ts');
    const marked = lab.page.locator('.cm-failed');
    await marked.filter({ hasText: 'throw new Error' }).waitFor();
    expect(await marked.getAttribute('title')).toBe('Error: hỏng ở đây');
    await lab.page.keyboard.type('x');
    await marked.waitFor({ state: 'detached' });
    expect(await editor.innerText()).toContain("xthrow new Error('hỏng ở đây');");
  });
});
