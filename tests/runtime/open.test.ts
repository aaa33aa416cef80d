/** The door's logic: newest wins, what was fetched stays, and the sandbox stands in where another runtime cannot start. */
import { describe, expect, it } from 'vitest';
import { fetchedAssets, libraryOf } from '../../src/runtime/asset-source.ts';
import type { RuntimeAssets } from '../../src/runtime/assets.ts';
import { latest } from '../../src/runtime/latest.ts';
import { openFirst, type Openers } from '../../src/runtime/open.ts';
import { type OpenRuntime, type Runtime, RuntimeError, type RuntimeKind } from '../../src/runtime/runtime.ts';

const manifest: RuntimeAssets = { nodeVersion: '24.21.0', kernel: '/k', host: '/h', broker: '/b', libraries: {} };
const assets = fetchedAssets(manifest, () => Promise.resolve(new Response('text')));
const opens =
  (kind: RuntimeKind): OpenRuntime =>
  () =>
    Promise.resolve({ kind } as Runtime);
const fails =
  (error: unknown): OpenRuntime =>
  () =>
    Promise.reject(error as Error);
const openers = (sandbox: OpenRuntime, webcontainer: OpenRuntime): Openers => ({
  sandbox: () => Promise.resolve(sandbox),
  webcontainer: () => Promise.resolve(webcontainer),
});

describe('opening a runtime', () => {
  const options = { assets, libraries: ['amqplib'] };

  it('opens the wanted one', async () => {
    const both = openers(opens('sandbox'), opens('webcontainer'));
    expect((await openFirst(both, 'webcontainer', options)).kind).toBe('webcontainer');
    expect((await openFirst(both, 'sandbox', options)).kind).toBe('sandbox');
  });

  it('fetches the broker beforehand for a lab that will start it', async () => {
    const asked: string[] = [];
    const watched = fetchedAssets(manifest, (url) => {
      asked.push(url as string);
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    const both = openers(opens('sandbox'), opens('webcontainer'));
    await openFirst(both, 'sandbox', { assets: watched, libraries: [], outlook: { processes: 2, broker: false } });
    expect(asked).toEqual([]);
    await openFirst(both, 'sandbox', { assets: watched, libraries: [], outlook: { processes: 3, broker: true } });
    expect(asked).toEqual(['/b']);
  });

  it('tells why the wanted one cannot start and opens the sandbox', async () => {
    const reasons: RuntimeError[] = [];
    const error = new RuntimeError('no-answer', 'nothing for 30 s');
    const runtime = await openFirst(openers(opens('sandbox'), fails(error)), 'webcontainer', {
      ...options,
      onFallback: (reason) => reasons.push(reason),
    });
    expect(runtime.kind).toBe('sandbox');
    expect(reasons).toEqual([error]);
  });

  it('rejects where the sandbox cannot start either', async () => {
    const missing = fails(new RuntimeError('assets-missing', 'no kernel'));
    await expect(openFirst(openers(missing, missing), 'sandbox', options)).rejects.toThrow('no kernel');
    await expect(openFirst(openers(missing, missing), 'webcontainer', options)).rejects.toThrow('no kernel');
  });

  it('does not hide a mistake of ours, nor start anything after it was given up', async () => {
    const broken = openers(opens('sandbox'), fails(new TypeError('x is not a function')));
    await expect(openFirst(broken, 'webcontainer', options)).rejects.toThrow(TypeError);
    const signal = AbortSignal.abort(new Error('left the page'));
    const slow = openers(opens('sandbox'), fails(new RuntimeError('no-answer', 'late')));
    await expect(openFirst(slow, 'webcontainer', { ...options, signal })).rejects.toThrow('left the page');
  });
});

describe('assets', () => {
  it('are fetched once', async () => {
    const asked: string[] = [];
    const source = fetchedAssets(manifest, (url) => {
      asked.push(url as string);
      return Promise.resolve(new Response(`text of ${url as string}`));
    });
    const texts = await Promise.all([source.text('/k'), source.text('/k'), source.text('/h')]);
    expect(texts).toEqual(['text of /k', 'text of /k', 'text of /h']);
    expect(asked).toEqual(['/k', '/h']);
  });

  it('that could not be fetched are a RuntimeError, and are asked for again', async () => {
    let status = 404;
    const source = fetchedAssets(manifest, () => Promise.resolve(new Response('kernel', { status })));
    await expect(source.text('/k')).rejects.toMatchObject({
      reason: 'assets-missing',
      message: '/k could not be fetched: status 404',
    });
    status = 200;
    await expect(source.text('/k')).resolves.toBe('kernel');
    const offline = fetchedAssets(manifest, () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(offline.text('/k')).rejects.toMatchObject({ reason: 'assets-missing' });
  });

  it('name the libraries there are where one is missing', () => {
    const library = { version: '1', url: '/a', entries: ['.'], names: {} };
    expect(() => libraryOf({ ...manifest, libraries: { amqplib: library } }, 'kafkajs')).toThrow(
      'The library "kafkajs" is not bundled with this site; it has: amqplib.',
    );
  });
});

describe('latest', () => {
  it('lets the newest through and aborts the ones before, which have let go when it starts', async () => {
    const run = latest();
    const order: string[] = [];
    const overtaken = run(async (signal) => {
      order.push('first starts');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      order.push('first lets go');
      signal.throwIfAborted();
    });
    await Promise.resolve();
    const skipped = run(() => Promise.resolve(order.push('never')));
    const newest = run(() => Promise.resolve(order.push('newest')));
    await expect(overtaken).rejects.toMatchObject({ name: 'AbortError' });
    await expect(skipped).rejects.toMatchObject({ name: 'AbortError' });
    await newest;
    expect(order).toEqual(['first starts', 'first lets go', 'newest']);
  });

  it("heeds the caller's own signal", async () => {
    const run = latest();
    const signal = AbortSignal.abort(new Error('not any more'));
    await expect(run(() => Promise.resolve(1), signal)).rejects.toThrow('not any more');
    await expect(run(() => Promise.resolve(2))).resolves.toBe(2);
  });
});
