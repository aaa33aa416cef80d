/** axe finds nothing on home, the reference part and both lessons, light and dark, before and after a run. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
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

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}

const REFERENCE = ['/tham-khao/', '/en/reference/', '/tham-khao/amqp/', '/en/reference/amqp/'];
const LESSONS = ['/don-hang-dau-tien/', '/en/don-hang-dau-tien/', '/json-rpc-node/', '/en/json-rpc-node/'];

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  it.each(['/', '/en/', ...REFERENCE])('%s', async (path) => {
    const page = await freshPage(browser(), { colorScheme });
    onTestFinished(() => page.context().close());
    await page.goto(site.origin + path);
    expect(await violations(page)).toEqual([]);
  });

  it.each(
    LESSONS.flatMap((path) => [
      { path, width: 1440 as const },
      { path, width: 390 as const },
    ]),
  )('$path at $width px, before and after a run', async ({ path, width }) => {
    const page = await freshPage(browser(), { colorScheme, width });
    onTestFinished(() => page.context().close());
    await page.goto(site.origin + path);
    const lab = new LabPage(page, path.startsWith('/en/') ? 'en' : 'vi');
    await page.locator('lesson-island').scrollIntoViewIfNeeded();
    await lab.ready();
    expect(await violations(page)).toEqual([]);
    await lab.run.click();
    await lab.stop.and(page.locator(':enabled')).waitFor();
    for (const view of ['output', 'picture', 'log'] as const) {
      await lab.show(view);
      expect(await violations(page)).toEqual([]);
    }
  });
});
