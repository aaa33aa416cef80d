/** 6. Choosing WebContainer on the built site: it runs there, or the reader is told why not and the sandbox takes over. */
import type { BrowserContext } from 'playwright-core';
import { describe, it, onTestFinished } from 'vitest';
import { freshPage, LabPage, screenshot, serveSite } from '../support/built-site.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import { freePort } from '../support/free-ports.ts';
import { withHostPorts } from '../support/host-ports.ts';
import { type HostBehaviour, startWebContainerHost } from '../support/webcontainer-host/index.ts';

const ORDER = '/don-hang-dau-tien/';
const RECEIVED = 'Nhận được đơn hàng: Đơn hàng #A001: Mua 1 điện thoại';
const browser = chromiumOfFile();

interface Setting {
  readonly host: string;
  readonly isolated?: boolean;
  readonly before?: (context: BrowserContext) => Promise<unknown>;
}

async function openLab({ host, isolated = true, before }: Setting): Promise<LabPage> {
  const site = await serveSite({ isolated });
  onTestFinished(() => site.close());
  const page = await freshPage(browser(), {
    before: async (context) => {
      await context.addInitScript((url) => Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: url }), host);
      await before?.(context);
    },
  });
  onTestFinished(() => page.context().close());
  await page.goto(site.origin + ORDER);
  const lab = new LabPage(page);
  await lab.ready();
  return lab;
}

async function standIn(behaviour: HostBehaviour = {}): Promise<string> {
  const host = await startWebContainerHost(behaviour);
  onTestFinished(() => host.close());
  return host.url;
}

/** An address at which nothing listens. */
const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

const received = (lab: LabPage, timeout = 15_000): Promise<void> =>
  lab.terminal('consumer').filter({ hasText: RECEIVED }).waitFor({ timeout });

describe('6. WebContainer', () => {
  it('runs the same files there', { timeout: 60_000 }, async () => {
    await withHostPorts(async () => {
      const lab = await openLab({ host: await standIn() });
      await lab.webcontainer.click();
      await lab.run.click();
      await received(lab, 30_000);
      await lab.terminal('producer').filter({ hasText: 'Đã gửi' }).waitFor();
      await lab.picture.filter({ hasText: 'don_hang' }).waitFor();
      await screenshot(lab.page, 'order-webcontainer-1440-light');
      await lab.stop.click();
      await lab.run.and(lab.page.locator(':enabled')).waitFor();
    });
  });

  it('tells that the page is not isolated, and runs in the sandbox', async () => {
    const lab = await openLab({ host: await standIn(), isolated: false });
    await lab.webcontainer.click();
    await lab.run.click();
    await lab.failure('not-isolated').waitFor();
    await received(lab);
    await screenshot(lab.page, 'order-not-isolated-1440-light');
  });

  it('tells that the browser cannot run it', async () => {
    const lab = await openLab({
      host: await standIn(),
      before: (context) => context.addInitScript(() => void Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')),
    });
    await lab.webcontainer.click();
    await lab.run.click();
    await lab.failure('unsupported-browser').waitFor();
    await received(lab);
  });

  it('tells that its host cannot be reached', async () => {
    const lab = await openLab({ host: await nowhere() });
    await lab.webcontainer.click();
    await lab.run.click();
    await lab.failure('host-unreachable').waitFor();
    await received(lab);
  });

  it('tells that its host has not answered for 30 s', { timeout: 90_000 }, async () => {
    const lab = await openLab({ host: await standIn({ answer: 'never' }) });
    await lab.webcontainer.click();
    await lab.run.click();
    await lab.failure('no-answer').waitFor({ timeout: 45_000 });
    await received(lab);
  });

  it('tells that TCP does not work inside', { timeout: 60_000 }, async () => {
    const lab = await openLab({ host: await standIn({ tcp: 'refused' }) });
    await lab.webcontainer.click();
    await lab.run.click();
    await lab.failure('tcp-self-test-failed').waitFor({ timeout: 30_000 });
    await received(lab);
  });
});
