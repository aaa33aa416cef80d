/** What a program may use up, and that nothing is left of it: of memory, output, processes, connections. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { chromiumOfFile, launchChromium } from '../support/chromium.ts';
import { finished, printed } from '../support/finished.ts';
import { livingWorkers } from '../support/living-workers.ts';
import { openRemote } from '../support/remote-runtime.ts';
import { type RuntimePages, serveRuntimePage } from '../support/runtime-page.ts';
import { serveSandboxPage } from '../support/sandbox-page.ts';

const PACKAGE = { 'package.json': '{ "type": "module" }\n' };

const browser = chromiumOfFile();
let pages: RuntimePages;
let page: Page;
let runtime: Runtime;
beforeAll(async () => {
  pages = await serveRuntimePage();
  page = await pages.open(browser());
  runtime = await openRemote(page, 'sandbox', { libraries: [] });
});
afterAll(() => pages.close());

async function run(program: string, args: readonly string[] = []) {
  await runtime.write({ ...PACKAGE, 'main.ts': program });
  return finished(await runtime.spawn('node', ['main.ts', ...args], { name: 'main' }));
}

describe('limits', () => {
  it('drops output that nobody can read so fast, says so, and goes on', async () => {
    const served = await serveSandboxPage();
    const direct = await served.open(browser());
    const printed = await direct.evaluate(
      async (files) => {
        const sandbox = await globalThis.openSandbox({ libraries: [] });
        await sandbox.write(files);
        const process = await sandbox.spawn('node', ['main.ts'], { name: 'main' });
        let text = '';
        process.output((chunk) => (text += chunk.text));
        const { code } = await process.exit;
        await sandbox.dispose();
        return { code, length: text.length, end: text.slice(-100), dropped: text.match(/\[output dropped.*\]/)?.[0] };
      },
      {
        ...PACKAGE,
        'main.ts': `
          const line = 'x'.repeat(999);
          for (let i = 0; i < 20_000; i += 1) console.log(line);
          await new Promise((resolve) => setTimeout(resolve, 500));
          console.log('vẫn còn đây');`,
      },
    );
    expect(printed.dropped).toBe('[output dropped: the program prints faster than it can be shown]');
    expect(printed.length).toBeLessThan(5_000_000);
    expect(printed.end).toContain('vẫn còn đây\n');
    expect(printed.code).toBe(0);
    await direct.context().close();
    await served.close();
  });

  it('refuses a connection too many by name, and is there for the next program', async () => {
    const { stdout } = await run(`
      import { connect, createServer } from 'node:net';
      const server = createServer().listen(7000);
      let open = 0;
      const next = () => connect(7000).on('connect', () => { open += 1; next(); }).on('error', (error) => { console.log(open, error.code); process.exit(); });
      server.on('listening', next);`);
    expect(stdout).toBe('1000 EMFILE\n');
    const again = await run(`
      import { connect, createServer } from 'node:net';
      const server = createServer((socket) => socket.end('chào')).listen(7000, () => connect(7000).on('data', (data) => { console.log(String(data)); server.close(); }));`);
    expect(again.stdout).toBe('chào\n');
  });

  it('refuses to listen on more ports than a process may', async () => {
    const { stdout } = await run(`
      import { createServer } from 'node:net';
      let open = 0;
      const next = () => createServer().listen(0, () => { open += 1; next(); }).on('error', (error) => { console.log(open, error.code); process.exit(); });
      next();`);
    expect(stdout).toBe('200 EMFILE\n');
    expect([...runtime.ports.value]).toEqual([]);
  });

  it('says that the disk is full', async () => {
    const { stdout } = await run(`
      import { writeFileSync } from 'node:fs';
      const part = Buffer.alloc(10_000_000);
      try { for (let i = 0; i < 10; i += 1) writeFileSync('/tmp/' + i, part); } catch (error) { console.log(error.code, error.syscall); }`);
    expect(stdout).toBe('ENOSPC write\n');
  });
});

describe('nothing is left', () => {
  it('of the workers of programs that have ended, by themselves or by force', async () => {
    await run(`console.log('ấm');`);
    // the one that is kept warm for the next program
    await expect.poll(() => livingWorkers(browser()), { timeout: 5000 }).toBe(1);
    for (let round = 0; round < 3; round += 1) {
      await run(`setTimeout(() => console.log('xong'), 1);`);
      await runtime.write({ ...PACKAGE, 'main.ts': `console.log('quay'); for (;;) {}` });
      const endless = await runtime.spawn('node', ['main.ts'], { name: 'endless' });
      await printed(endless, 'quay');
      endless.kill('SIGKILL');
      await endless.exit;
    }
    await expect.poll(() => livingWorkers(browser()), { timeout: 5000 }).toBe(1);
  });

  it('of a runtime that was disposed', async () => {
    const other = await pages.open(browser());
    const before = await livingWorkers(browser());
    const short = await openRemote(other, 'sandbox', { libraries: [] });
    await short.write({ ...PACKAGE, 'main.ts': `console.log('chạy'); setInterval(() => {}, 1000);` });
    const process = await short.spawn('node', ['main.ts'], { name: 'main' });
    await printed(process, 'chạy');
    await short.dispose();
    expect((await process.exit).code).toBe(137);
    expect(await other.locator('iframe').count()).toBe(0);
    await expect.poll(() => livingWorkers(browser()), { timeout: 5000 }).toBe(before);
    await other.context().close();
  });
});

describe('a program that takes all memory', () => {
  let small: Browser;
  let witness: Server;
  const told: string[] = [];
  beforeAll(async () => {
    small = await launchChromium(['--js-flags=--max-old-space-size=160']);
    witness = createServer((request, response) => {
      told.push(decodeURIComponent((request.url ?? '').slice(1)));
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    });
    await new Promise<void>((resolve) => witness.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await small.close();
    witness.closeAllConnections();
    witness.close();
  });

  // The test's driver takes the death of the frame's process for that of the page; the page itself tells how it goes on.
  it('ends all programs with 137, and the next one runs: the page lives', { timeout: 60_000 }, async () => {
    const opened = await pages.open(small);
    await opened.evaluate(
      ([port, files]) => {
        const tell = (text: string): void => void fetch(`http://127.0.0.1:${port}/${encodeURIComponent(text)}`);
        const ends = new Map<number, () => void>();
        globalThis.tellTest = async (news) => {
          for (const item of news) {
            if (item.news === 'state') tell(`state ${item.state.status}`);
            if (item.news === 'output' && !item.chunk.text.includes('sandbox:'))
              tell(`output ${item.chunk.text.trim()}`);
            if (item.news !== 'exit') continue;
            tell(`exit ${item.exit.code}`);
            ends.get(item.process)?.();
          }
        };
        void (async () => {
          const runtime = (await globalThis.remote.open('sandbox', [])) as { value: number };
          await globalThis.remote.write(runtime.value, files, 1);
          const start = async (file: string): Promise<Promise<void>> => {
            const result = await globalThis.remote.spawn(runtime.value, 'node', [file], { name: file });
            const { process } = (result as { value: { process: number } }).value;
            return new Promise<void>((resolve) => ends.set(process, resolve));
          };
          const waiting = start('waiting.ts');
          await await start('bomb.ts');
          await waiting;
          await await start('next.ts');
          tell('done');
        })();
      },
      [
        (witness.address() as AddressInfo).port,
        {
          ...PACKAGE,
          'waiting.ts': `setInterval(() => {}, 1000);`,
          'bomb.ts': `const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(all.length));`,
          'next.ts': `console.log('chạy tiếp');`,
        },
      ] as const,
    );
    await expect.poll(() => told, { timeout: 50_000 }).toContain('done');
    expect(told.filter((text) => !text.startsWith('state'))).toEqual([
      'exit 137',
      'exit 137',
      'output chạy tiếp',
      'exit 0',
      'done',
    ]);
    expect(told.filter((text) => text.startsWith('state'))).toEqual(['state ready', 'state starting', 'state ready']);
  });
});
