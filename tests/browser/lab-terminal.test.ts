/** The terminals of a lab on the built site. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshPage, LabPage, serveSite } from '../support/built-site.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import type { StaticServer } from '../support/static-server.ts';

const browser = chromiumOfFile();
let site: StaticServer;
beforeAll(async () => {
  site = await serveSite();
});
afterAll(() => site.close());

async function openLab(): Promise<LabPage> {
  const page = await freshPage(browser(), {
    before: (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']),
  });
  onTestFinished(() => page.context().close());
  await page.goto(`${site.origin}/don-hang-dau-tien/`);
  const lab = new LabPage(page);
  await lab.ready();
  return lab;
}

describe('what a process prints', () => {
  it('stays at its end until the reader scrolls up, and is bounded with a word about it', async () => {
    const lab = await openLab();
    const program = `
      for (let i = 1; i <= 5000; i++) console.log('dòng ' + i);
      setTimeout(() => console.log('thêm một'), 1500);
      setTimeout(() => console.log('thêm hai'), 1600);
    `;
    await lab.edit('producer.ts', program);
    await lab.run.click();
    const terminal = lab.terminal('producer');
    await terminal.getByText('dòng 5000', { exact: true }).waitFor();
    await terminal.getByText(/\d+ dòng đầu đã được bỏ bớt/).waitFor({ state: 'attached' });
    expect(await terminal.locator('[data-stream]').count()).toBeLessThanOrEqual(1500);
    const fromEnd = (): Promise<number> =>
      terminal.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
    expect(await fromEnd()).toBeLessThan(4);
    await terminal.evaluate((element) => (element.scrollTop = 100));
    const toEnd = lab.page.getByRole('button', { name: 'Xuống cuối' });
    await toEnd.waitFor();
    await terminal.getByText('thêm hai').waitFor({ state: 'attached' });
    expect(await fromEnd()).toBeGreaterThan(100);
    await toEnd.click();
    expect(await fromEnd()).toBeLessThan(4);
  });

  it('tells stderr apart by a word, keeps Vietnamese, colours and empty lines', async () => {
    const lab = await openLab();
    await lab.edit(
      'producer.ts',
      "console.log('một\\n\\nba', 42);\nconsole.error('cảnh báo: hết hàng');\nprocess.stdout.write('\\x1b[31mđỏ\\x1b[0m');\n",
    );
    await lab.run.click();
    const terminal = lab.terminal('producer');
    await terminal.getByText('đỏ').waitFor();
    const lines = terminal.locator('[data-stream]');
    await terminal.locator('[data-stream=stderr]').filter({ hasText: 'stderr' }).waitFor();
    expect((await lines.locator('.text').allInnerTexts()).join('|')).toContain('một||ba 42');
    expect(await terminal.getByText('đỏ').getAttribute('class')).toContain('red');
  });

  it('can be copied as it was printed', async () => {
    const lab = await openLab();
    await lab.run.click();
    await lab.terminal('producer').getByText('Đã gửi').waitFor();
    await lab.page.getByRole('button', { name: 'Chép đầu ra của producer' }).click();
    await lab.page.getByRole('button', { name: 'Đã chép' }).waitFor();
    expect(await lab.page.evaluate(() => navigator.clipboard.readText())).toBe(
      'Đã gửi: Đơn hàng #A001: Mua 1 điện thoại',
    );
  });
});

describe('one process', () => {
  it('is stopped and started again while the others go on', async () => {
    const lab = await openLab();
    await lab.run.click();
    await lab.terminal('consumer').getByText('Nhận được đơn hàng').waitFor();
    await lab.startProcess('producer').click();
    await lab.terminal('consumer').getByText('Nhận được đơn hàng').nth(1).waitFor();
    await lab.stopProcess('consumer').click();
    await lab.startProcess('consumer').waitFor();
    await lab.stopProcess('broker').waitFor();
    await lab.stopProcess('broker').click();
    await lab.startProcess('broker').waitFor();
    expect(await lab.stop.getAttribute('aria-disabled')).toBe('true');
    await lab.startProcess('consumer').click();
    await lab.terminal('consumer').getByText('ECONNREFUSED').first().waitFor();
  });

  it('keeps the keyboard at its button, which stops first and starts then', async () => {
    const lab = await openLab();
    await lab.run.click();
    await lab.terminal('consumer').getByText('Nhận được đơn hàng').waitFor();
    await lab.stopProcess('consumer').focus();
    await lab.page.keyboard.press('Enter');
    await lab.startProcess('consumer').and(lab.page.locator(':focus')).waitFor();
    await lab.page.keyboard.press('Enter');
    await lab.stopProcess('consumer').and(lab.page.locator(':focus')).waitFor();
    await lab.terminal('consumer').getByText('Đang chờ đơn hàng').nth(1).waitFor();
  });

  it('has its state read out', async () => {
    const lab = await openLab();
    await lab.run.click();
    await lab.page
      .getByRole('status')
      .filter({ hasText: 'consumer: đang chạy; producer: đã xong, mã 0' })
      .waitFor({ state: 'attached' });
  });
});
