/** The page's side of the sandbox: what it needs of the page and of the network, and how it goes on when its frame is gone. */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { BOOTSTRAP } from '../../src/runtime/sandbox/frame.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import { livingWorkers } from '../support/living-workers.ts';
import { type SandboxPages, serveSandboxPage } from '../support/sandbox-page.ts';
import { ISOLATION_HEADERS } from '../support/static-server.ts';

const browser = chromiumOfFile();
let pages: SandboxPages | undefined;
afterEach(async () => {
  await pages?.close();
  for (const context of browser().contexts()) await context.close();
});

async function openPage(options: Parameters<typeof serveSandboxPage>[0] = {}): Promise<Page> {
  pages = await serveSandboxPage(options);
  return pages.open(browser());
}

/** Opens a sandbox and runs one program of one file in it. */
const hello = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const sandbox = await globalThis.openSandbox({ libraries: ['jayson'] });
    await sandbox.write({
      'package.json': '{ "type": "module" }',
      'main.ts': `import jayson from 'jayson'; console.log('chào', typeof jayson.Server);`,
    });
    const process = await sandbox.spawn('node', ['main.ts'], { name: 'main' });
    let text = '';
    process.output((chunk) => (text += chunk.text));
    await process.exit;
    await sandbox.dispose();
    return text;
  });

describe('the sandbox in a page', () => {
  it('runs in a cross-origin isolated page as in any other', async () => {
    const page = await openPage({ headers: ISOLATION_HEADERS });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await hello(page)).toBe('chào function\n');
  });

  it('runs under a strict policy of the page that names its one inline script by hash', async () => {
    const hash = createHash('sha256').update(BOOTSTRAP).digest('base64');
    const policy = `default-src 'none'; connect-src 'self'; script-src 'self' 'sha256-${hash}' blob:; worker-src blob:`;
    const page = await openPage({ headers: { 'content-security-policy': policy } });
    expect(await hello(page)).toBe('chào function\n');
  });

  it('fetches what it needs when it is opened, each once, and then runs without a network', async () => {
    const page = await openPage();
    const run = () =>
      page.evaluate(async () => {
        const holder = globalThis as unknown as { kept?: Awaited<ReturnType<typeof openSandbox>> };
        holder.kept ??= await globalThis.openSandbox({ libraries: ['amqplib'] });
        const { kept } = holder;
        await kept.write({ 'main.mjs': `import amqp from 'amqplib'; console.log(typeof amqp.connect);` });
        const process = await kept.spawn('node', ['main.mjs'], { name: 'main' });
        let text = '';
        process.output((chunk) => (text += chunk.text));
        await process.exit;
        return text;
      });
    const before = pages?.requests.length ?? 0;
    expect(await run()).toBe('function\n');
    const fetched = pages?.requests.slice(before).map((path) => path.replace(/^.*\/(\w+)\..*$/, '$1'));
    expect(fetched?.sort()).toEqual(['amqplib', 'host', 'kernel']);
    await page.context().setOffline(true);
    expect(await run()).toBe('function\n');
    expect(await run()).toBe('function\n');
    expect(pages?.requests.length).toBe(before + 3);
  });

  it('says what is missing, and leaves nothing behind', async () => {
    const page = await openPage({ missing: 'kernel' });
    const told = await page.evaluate(async () => {
      const steps: string[] = [];
      const onState = (state: { status: string; step?: string }): void => void steps.push(state.step ?? state.status);
      try {
        await globalThis.openSandbox({ libraries: [], onState });
        return undefined;
      } catch (error) {
        const { name, reason } = error as Error & { reason: string };
        return { name, reason, steps, frames: document.querySelectorAll('iframe').length };
      }
    });
    expect(told).toEqual({ name: 'RuntimeError', reason: 'assets-missing', steps: ['fetching'], frames: 0 });
  });

  it('gives up when it is told to', async () => {
    const page = await openPage();
    const told = await page.evaluate(async () => {
      const controller = new AbortController();
      const opening = globalThis.openSandbox({
        libraries: [],
        signal: controller.signal,
        onState: (state) => {
          if (state.status === 'starting' && state.step === 'booting') controller.abort(new Error('không cần nữa'));
        },
      });
      const reason = await opening.catch((error: Error) => error.message);
      return { reason, frames: document.querySelectorAll('iframe').length };
    });
    expect(told).toEqual({ reason: 'không cần nữa', frames: 0 });
  });

  it('keeps as many workers warm as the lab has processes, and as a run has needed', async () => {
    const page = await openPage();
    await page.evaluate(async () => {
      const sandbox = await globalThis.openSandbox({ libraries: [], outlook: { processes: 2, broker: false } });
      Object.assign(globalThis, { sandbox });
      await sandbox.write({ 'main.mjs': `setInterval(() => {}, 1000);` });
    });
    await expect.poll(() => livingWorkers(browser())).toBe(2);
    await page.evaluate(async () => {
      const { sandbox } = globalThis as unknown as { sandbox: Awaited<ReturnType<typeof openSandbox>> };
      const names = ['a', 'b', 'c', 'd'];
      const processes = names.map((name) => sandbox.spawn('node', ['main.mjs'], { name }));
      for (const process of await Promise.all(processes)) process.kill('SIGKILL');
    });
    await expect.poll(() => livingWorkers(browser())).toBe(4);
    await page.evaluate(() =>
      (globalThis as unknown as { sandbox: Awaited<ReturnType<typeof openSandbox>> }).sandbox.dispose(),
    );
    await expect.poll(() => livingWorkers(browser())).toBe(0);
  });
});

describe('when the frame is gone', () => {
  it('reports its processes as killed, makes another one, and runs the same files', { timeout: 60_000 }, async () => {
    const page = await openPage();
    const told = await page.evaluate(async () => {
      const sandbox = await globalThis.openSandbox({ libraries: [] });
      const states: string[] = [];
      const events: string[] = [];
      sandbox.state.subscribe(({ status }) => states.push(status));
      sandbox.trace((event) => events.push(event.type));
      await sandbox.write({
        'server.mjs': `import net from 'node:net'; net.createServer().listen(7000, () => console.log('nghe'));`,
        'main.mjs': `console.log('vẫn chạy');`,
      });
      const server = await sandbox.spawn('node', ['server.mjs'], { name: 'server' });
      await new Promise<void>((resolve) => server.output(() => resolve()));
      const listening = [...sandbox.ports.value];
      document.querySelector('iframe')?.remove();
      const exit = await server.exit;
      const next = await sandbox.spawn('node', ['main.mjs'], { name: 'next' });
      let text = '';
      next.output((chunk) => (text += chunk.text));
      const after = await next.exit;
      const ports = [...sandbox.ports.value];
      await sandbox.dispose();
      return {
        exit,
        after,
        text,
        states,
        events,
        listening,
        ports,
        frames: document.querySelectorAll('iframe').length,
      };
    });
    expect(told).toEqual({
      exit: { code: 137, signal: 'SIGKILL' },
      after: { code: 0 },
      text: 'vẫn chạy\n',
      states: ['ready', 'starting', 'ready', 'disposed'],
      events: ['process-started', 'process-listening', 'process-exited', 'process-started', 'process-exited'],
      listening: [7000],
      ports: [],
      frames: 0,
    });
  });
});
