/** Why a WebContainer cannot be used, one test a reason: each wait ends, and the page is told which of these it was. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumOfFile } from '../support/chromium.ts';
import {
  startWebContainerHost,
  type HostBehaviour,
  type WebContainerHost,
} from '../support/webcontainer-host/index.ts';
import type { Lab } from '../support/webcontainer-host/lab-page-script.ts';
import { serveLabPages, type LabPages } from '../support/webcontainer-host/lab-page.ts';

/** In the page. */
declare const lab: Lab;

const browser = chromiumOfFile();
const hosts: WebContainerHost[] = [];
let pages: LabPages;
let barePages: LabPages;

const startHost = async (behaviour?: HostBehaviour): Promise<WebContainerHost> => {
  const host = await startWebContainerHost(behaviour);
  hosts.push(host);
  return host;
};

beforeAll(async () => {
  [pages, barePages] = await Promise.all([serveLabPages(), serveLabPages({ isolated: false })]);
});
afterEach(async () => {
  await Promise.all(
    browser()
      .contexts()
      .map((context) => context.close()),
  );
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});
afterAll(() => Promise.all([pages.close(), barePages.close()]));

describe('before booting', () => {
  it('not-isolated: a page served without the headers', async () => {
    const host = await startHost();
    const page = await barePages.open(browser(), { host: host.url });
    const refused = await page.evaluate(() => lab.refusal());
    expect(refused.reason).toBe('not-isolated');
    expect(refused.message).toContain('Cross-Origin-Embedder-Policy');
    expect(page.frames()).toHaveLength(1);
  });

  it('unsupported-browser: names what the browser lacks', async () => {
    const host = await startHost();
    const script = (): void => {
      Reflect.deleteProperty(globalThis, 'WebAssembly');
      Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
    };
    const page = await pages.open(browser(), { host: host.url, script });
    const refused = await page.evaluate(() => lab.refusal());
    expect(refused.reason).toBe('unsupported-browser');
    expect(refused.message).toContain('lacks WebAssembly, SharedArrayBuffer');
  });

  it('host-unreachable: a host that is blocked', async () => {
    const host = await startHost();
    await host.close();
    const page = await pages.open(browser(), { host: host.url });
    const refused = await page.evaluate(() => lab.refusal());
    expect(refused).toEqual({
      reason: 'host-unreachable',
      message: `${host.url} cannot be reached: blocked or offline.`,
    });
  });

  it('host-unreachable: a network that swallows every request', async () => {
    const silent = await listening(createServer());
    const { port } = silent.address() as AddressInfo;
    const page = await pages.open(browser(), { host: `http://127.0.0.1:${port}` });
    const refused = await page.evaluate(() => lab.refusal({ limits: { reachMs: 300 } }));
    expect(refused.reason).toBe('host-unreachable');
    expect(refused.message).toContain('no answer within 0.3 s');
    silent.close();
  });
});

describe('booting', () => {
  it("hands the site's API key to the host", async () => {
    const host = await startHost();
    const keyed = await serveLabPages({ apiKey: 'wc_api_of_a_test' });
    const page = await keyed.open(browser(), { host: host.url });
    await page.evaluate(async () => (await lab.openRuntime()).kind);
    const frame = page.frames().find((each) => each.url().startsWith(host.url));
    expect(new URL(frame?.url() ?? '').searchParams.get('client_id')).toBe('wc_api_of_a_test');
    await keyed.close();
  });

  it('no-answer: a host that never answers', async () => {
    const host = await startHost({ answer: 'never' });
    const page = await pages.open(browser(), { host: host.url });
    const refused = await page.evaluate(() => lab.refusal({ limits: { bootMs: 400 } }));
    expect(refused.reason).toBe('no-answer');
    expect(refused.message).toMatch(/within 0\.4 s\..*reload/);
    // a second try waits just as long, and puts no second frame into the page
    expect((await page.evaluate(() => lab.refusal({ limits: { bootMs: 100 } }))).reason).toBe('no-answer');
    expect(page.frames()).toHaveLength(2);
  });

  it('no-answer, then an answer: a host that answers late serves the next try', async () => {
    const host = await startHost({ answer: { afterMs: 1_000 } });
    const page = await pages.open(browser(), { host: host.url });
    const [first, stdout] = await page.evaluate(async () => {
      const refused = await lab.refusal({ limits: { bootMs: 200 } });
      const runtime = await lab.openRuntime();
      const { stdout } = await lab.finished(await lab.program(runtime, `console.log('there')`));
      return [refused.reason, stdout];
    });
    expect([first, stdout]).toEqual(['no-answer', 'there\n']);
  });

  it('can be given up, and leaves the container for the next try', async () => {
    const host = await startHost({ answer: { afterMs: 300 } });
    const page = await pages.open(browser(), { host: host.url });
    const result = await page.evaluate(async () => {
      const controller = new AbortController();
      const onState = (): void => void setTimeout(() => controller.abort(new Error('left the lesson')));
      const error = await lab.openRuntime({ signal: controller.signal, onState }).catch((error: Error) => error);
      const runtime = await lab.openRuntime();
      return [(error as Error).message, runtime.state.value.status];
    });
    expect(result).toEqual(['left the lesson', 'ready']);
  });

  it.each(['refused', 'silent'] as const)('tcp-self-test-failed: connections are %s', async (tcp) => {
    const host = await startHost({ tcp });
    const page = await pages.open(browser(), { host: host.url });
    const refused = await page.evaluate(() => lab.refusal({ limits: { selfTestMs: 3_000 } }));
    expect(refused.reason).toBe('tcp-self-test-failed');
    expect(refused.message).toContain(tcp === 'refused' ? 'connect ECONNREFUSED' : 'took more than 3 s');
  });

  it('crashed: a host whose own page refuses to start', async () => {
    const host = await startHost({ refusesToStart: 'WebAssembly.instantiate(): Out of memory' });
    const page = await pages.open(browser(), { host: host.url });
    const refused = await page.evaluate(() => lab.refusal());
    expect(refused.reason).toBe('crashed');
    expect(refused.message).toContain('Out of memory');
  });
});

describe('crashed, while programs run', () => {
  /** What the page knows once `disaster` has struck a running program. */
  const struck = async (host: WebContainerHost, disaster: (page: Awaited<ReturnType<LabPages['open']>>) => unknown) => {
    const page = await pages.open(browser(), { host: host.url });
    await page.evaluate(async () => {
      const runtime = await lab.openRuntime({ limits: { pulseMs: 100, callMs: 1_000 } });
      const process = await lab.program(runtime, `console.log('up'); setInterval(() => {}, 1000)`);
      await lab.printed(process, 'up');
      Object.assign(globalThis, { runtime, process });
    });
    await disaster(page);
    return page.evaluate(async () => {
      const { runtime, process } = globalThis as unknown as {
        runtime: Awaited<ReturnType<Lab['openRuntime']>>;
        process: Awaited<ReturnType<Lab['program']>>;
      };
      const { code } = await process.exit;
      const state = await lab.until(runtime.state, ({ status }) => status === 'failed');
      const spawn = await runtime.spawn('node', ['main.ts'], { name: 'next' }).catch((error: Error) => error.name);
      await runtime.dispose();
      return { code, state, spawn, next: (await lab.refusal()).reason };
    });
  };
  const expected = (message: RegExp) => ({
    code: 137,
    state: { status: 'failed', reason: 'crashed', message: expect.stringMatching(message) as unknown },
    spawn: 'RuntimeError',
    next: 'crashed',
  });

  it('the container runs out of memory', async () => {
    const host = await startHost();
    const result = await struck(host, () => host.reportError('WebAssembly.instantiate(): Out of memory'));
    expect(result).toEqual(expected(/Out of memory.*Reload the page/));
  });

  it('its frame is taken out of the page', async () => {
    const result = await struck(await startHost(), (page) =>
      page.evaluate(() => document.body.replaceWith(document.createElement('body'))),
    );
    expect(result).toEqual(expected(/frame was taken out/));
  });

  it('the host dies without a word', async () => {
    const host = await startHost();
    expect(await struck(host, () => host.die())).toEqual(expected(/does not answer any more/));
  });
});

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
