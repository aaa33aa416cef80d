/** What a host does to the output, the order and the files of a page, and what of it the reader must not notice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import { hasTerminals } from '../support/webcontainer-host/child.ts';
import {
  startWebContainerHost,
  type HostBehaviour,
  type WebContainerHost,
} from '../support/webcontainer-host/index.ts';
import type { Finished, Lab } from '../support/webcontainer-host/lab-page-script.ts';
import { serveLabPages, type LabPages } from '../support/webcontainer-host/lab-page.ts';

/** In the page. */
declare const lab: Lab;
declare const runtime: Runtime;

const browser = chromiumOfFile();
const hosts: WebContainerHost[] = [];
let pages: LabPages;

let shared: Page;

const openPage = async (behaviour: HostBehaviour = {}): Promise<Page> => {
  const host = await startWebContainerHost(behaviour);
  hosts.push(host);
  return pages.open(browser(), { host: host.url });
};

beforeAll(async () => {
  pages = await serveLabPages();
  shared = await openPage();
  await openRuntime(shared);
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  await pages.close();
});

/** Opens a runtime in `page` and keeps it there as `globalThis.runtime`. */
const openRuntime = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    Object.assign(globalThis, { runtime: await lab.openRuntime() });
  });

/** Runs one program in the page's runtime; `typed` goes to its stdin at once. */
const run = (page: Page, text: string, typed = ''): Promise<Finished> =>
  page.evaluate(
    async ([text, typed]) => {
      const process = await lab.program(runtime, text);
      if (typed !== '') process.input(typed);
      return lab.finished(process);
    },
    [text, typed] as const,
  );

const VIETNAMESE = 'Đơn hàng #A001: Mua 1 điện thoại — đã gửi ✓ 📮';

/** Each way in which a host may hand a program's output to the page. */
const behaviours: readonly [string, HostBehaviour][] = [
  ['a terminal', { tty: hasTerminals }],
  ['pipes', { tty: false }],
  ['characters cut between chunks', { cutsCharacters: true }],
  ['the exit code before the last output', { exitBeforeOutputMs: 150 }],
];

describe.each(behaviours)('with %s', (_name, behaviour) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(behaviour);
    await openRuntime(page);
  });
  afterAll(() => page.close());

  it('shows exactly what was printed, on the stream on which it was printed', async () => {
    const result = await run(
      page,
      `console.log('${VIETNAMESE}', { a: 1 }, [true]);
       console.error('lỗi');
       const bytes = Buffer.from('đ');
       process.stdout.write(bytes.subarray(0, 1));
       process.stdout.write(bytes.subarray(1));
       process.stdout.write('\\r\\n|\\r|\\n');
       process.exitCode = 7;`,
    );
    expect(result).toEqual({
      code: 7,
      stdout: `${VIETNAMESE} { a: 1 } [ true ]\nđ\r\n|\r|\n`,
      stderr: 'lỗi\n',
      terminal: '',
    });
  });

  it('shows where an error happened, with plain line ends and without colours', async () => {
    const result = await run(page, `\nthrow Object.assign(new Error('no'), { code: 'E_NO' });`);
    expect(result.code).toBe(1);
    expect(result.terminal).toMatch(/main\.ts:2\n/);
    expect(result.terminal).toContain("code: 'E_NO'");
    expect([result.terminal.includes('\r'), result.terminal.includes('\x1b')]).toEqual([false, false]);
  });

  it('delivers a megabyte whole before the exit', async () => {
    const result = await run(
      page,
      `for (let line = 0; line < 20_000; line++) console.log(line, 'một dòng để đếm: '.repeat(2));`,
    );
    const lines = result.stdout.split('\n');
    expect([lines.length, lines[19_999]]).toEqual([20_001, `19999 ${'một dòng để đếm: '.repeat(2)}`]);
    expect([result.code, result.terminal]).toEqual([0, '']);
  });

  it('types into stdin, and shows no echo of it', async () => {
    const result = await run(
      page,
      `process.stdin.once('data', (data) => { console.log('read', JSON.stringify(String(data))); process.exit(); });`,
      'xin chào\n',
    );
    expect(result).toEqual({ code: 0, stdout: 'read "xin chào\\n"\n', stderr: '', terminal: '' });
  });
});

describe('programs', () => {
  it.skipIf(!hasTerminals)('run behind a terminal but see a pipe, and none of our own tools', async () => {
    const result = await run(
      shared,
      `console.log(process.stdout.isTTY, process.execArgv, process.argv.length, process.stdin.isTTY);`,
    );
    expect(result.stdout).toBe('undefined [] 2 true\n');
  });

  it('end with 128 and the number of the signal that killed them', async () => {
    const codes = await shared.evaluate(async () => {
      const codes = [];
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
        const process = await lab.program(runtime, `console.log('up'); while (true) {}`);
        await lab.printed(process, 'up');
        process.kill(signal);
        codes.push(await process.exit);
      }
      return codes;
    });
    expect(codes).toEqual([
      { code: 130, signal: 'SIGINT' },
      { code: 143, signal: 'SIGTERM' },
      { code: 137, signal: 'SIGKILL' },
    ]);
  });

  it('may answer a signal, and choose a code that looks like one', async () => {
    const result = await shared.evaluate(async () => {
      const process = await lab.program(
        runtime,
        `process.on('SIGINT', () => { console.log('bye'); process.exit(143); }); setInterval(() => {}, 1000); console.log('up');`,
      );
      await lab.printed(process, 'up');
      process.kill('SIGINT');
      return lab.finished(process);
    });
    expect(result).toEqual({ code: 143, stdout: 'up\nbye\n', stderr: '', terminal: '' });
  });

  it('are killed where they ignore a signal', async () => {
    const status = await shared.evaluate(async () => {
      const process = await lab.program(
        runtime,
        `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');`,
      );
      await lab.printed(process, 'up');
      process.kill('SIGTERM');
      return process.exit;
    });
    expect(status).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  it('start others, whose output comes as it is', async () => {
    const result = await run(
      shared,
      `import { fork, spawnSync } from 'node:child_process';
       if (process.argv[2] === undefined) {
         console.log('piped:', spawnSync(process.execPath, ['main.ts', 'child'], { encoding: 'utf8' }).stdout.trim());
         await new Promise((resolve) => fork('main.ts', ['child']).once('exit', resolve));
         console.log('parent');
       } else console.log('child');`,
    );
    expect(result).toEqual({ code: 0, stdout: 'piped: child\nparent\n', stderr: '', terminal: 'child\n' });
  });
});

describe('a Node that cannot run TypeScript', () => {
  it('gets files without types, under their own names', async () => {
    const page = await openPage({ stripsTypes: false });
    const result = await page.evaluate(async () => {
      const runtime = await lab.openRuntime();
      await runtime.write({
        'package.json': '{"type":"module"}',
        'add.ts':
          'export interface Sum { a: number; b: number }\nexport const add = ({ a, b }: Sum): number => a + b;\n',
        'main.ts': `import { add, type Sum } from './add.ts';\nconst sum: Sum = { a: 3, b: 4 };\nconsole.log(add(sum));\nthrow new Error('x');`,
      });
      return lab.finished(await runtime.spawn('node', ['main.ts'], { name: 'main' }));
    });
    expect(result.stdout).toBe('7\n');
    expect(result.terminal).toMatch(/main\.ts:4\n/);
  });
});

describe('the page keeps one container', () => {
  it('for the next lab, with nothing left of the last', async () => {
    const page = await openPage();
    const result = await page.evaluate(async () => {
      const first = await lab.openRuntime();
      const process = await lab.program(
        first,
        `import net from 'node:net'; net.createServer().listen(5999, '127.0.0.1');`,
      );
      await lab.until(first.ports, (ports) => ports.has(5999));
      await first.dispose();
      const { code } = await process.exit;
      const late = await first.write({ 'a.ts': '' }).catch((error: Error) => error.name);

      const steps: string[] = [];
      const second = await lab.openRuntime({ onState: (state) => steps.push('step' in state ? state.step : '') });
      const rest = await lab.program(
        second,
        `import net from 'node:net'; import { readdirSync } from 'node:fs';
         const server = net.createServer().listen(5999, '127.0.0.1', () => { console.log(readdirSync('.').sort().join(' ')); server.close(); });`,
      );
      const { stdout } = await lab.finished(rest);
      return { code, late, ports: first.ports.value.size, state: first.state.value.status, steps, stdout };
    });
    expect(result).toEqual({
      code: 137,
      late: 'AbortError',
      ports: 0,
      state: 'disposed',
      steps: ['fetching', 'booting', 'mounting'],
      stdout: 'main.ts package.json\n',
    });
    expect(page.frames()).toHaveLength(2);
  });

  it('for two labs side by side, each in its own folder', async () => {
    const page = await openPage();
    const stdout = await page.evaluate(async () => {
      const [one, two] = [await lab.openRuntime(), await lab.openRuntime()];
      const processes = [await lab.program(one, `console.log('một')`), await lab.program(two, `console.log('hai')`)];
      return Promise.all(processes.map(async (process) => (await lab.finished(process)).stdout));
    });
    expect(stdout).toEqual(['một\n', 'hai\n']);
  });

  it('until it is torn down; the next lab boots another', async () => {
    const page = await openPage();
    const steps = await page.evaluate(async () => {
      await lab.openRuntime();
      await lab.teardownContainer();
      const steps: string[] = [];
      await lab.openRuntime({ onState: (state) => steps.push('step' in state ? state.step : '') });
      return steps;
    });
    expect(steps).toEqual(['fetching', 'booting', 'mounting', 'self-test', 'mounting']);
  });
});

describe('files', () => {
  it('are what was written last, also below folders', async () => {
    const listings = await shared.evaluate(async () => {
      const files = {
        'package.json': '{"type":"module"}',
        'list.ts': `import { readdirSync } from 'node:fs'; console.log(readdirSync('.', { recursive: true }).sort().join(' '));`,
      };
      const listing = async (more: Record<string, string>): Promise<string> => {
        await runtime.write({ ...files, ...more });
        return (await lab.finished(await runtime.spawn('node', ['list.ts'], { name: 'list' }))).stdout.trim();
      };
      return [
        await listing({ 'a.ts': '', 'lib/b.ts': '', 'lib/deep/c.ts': '' }),
        await listing({ 'lib/b.ts': '', 'a.ts/now-a-folder.ts': '' }),
        await listing({ lib: 'now a file' }),
      ];
    });
    expect(listings).toEqual([
      'a.ts lib lib/b.ts lib/deep lib/deep/c.ts list.ts package.json',
      'a.ts a.ts/now-a-folder.ts lib lib/b.ts list.ts package.json',
      'lib list.ts package.json',
    ]);
  });

  it('may not leave the folder', async () => {
    const errors = await shared.evaluate(async () => {
      const paths = ['../x.ts', '/x.ts', 'a//b.ts', ''];
      return Promise.all(paths.map((path) => runtime.write({ [path]: '' }).catch((error: Error) => error.message)));
    });
    expect(errors).toEqual(
      ['../x.ts', '/x.ts', 'a//b.ts', ''].map((path) => `"${path}" is not a path inside the lab's folder.`),
    );
  });
});
