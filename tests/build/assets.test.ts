/** The runtimes' files: named by their content, listed under the site's base, there in the dev server and in the build. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AstroIntegration, build } from 'astro';
import { init, parse } from 'es-module-lexer/js';
import { createServer, type Plugin } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltAssets, buildAssets } from '../../src/runtime/build/assets.ts';
import { runtimeAssets } from '../../src/runtime/build/integration.ts';
import type { RuntimeAssets } from '../../src/runtime/assets.ts';

const ROOT = join(import.meta.dirname, '../..');
const BASE = '/khoa-hoc/';
// inside the project, so that the page finds its packages
mkdirSync(join(ROOT, '.cache'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.cache/site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const urlsOf = ({ kernel, host, broker, libraries }: RuntimeAssets): string[] => [
  kernel,
  host,
  broker,
  ...Object.values(libraries).map(({ url }) => url),
];

describe('the assets', () => {
  let assets: BuiltAssets;
  beforeAll(async () => {
    assets = await buildAssets(BASE);
  });

  it('stand below the base, each named by the hash of its content', () => {
    for (const url of urlsOf(assets.manifest)) {
      expect(url.startsWith(`${BASE}runtime/`), url).toBe(true);
      const text = assets.files.get(url.slice(BASE.length)) ?? '';
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
      expect(text.length, url).toBeGreaterThan(1000);
      expect(url).toMatch(new RegExp(`\\.${hash}\\.js$`));
    }
    expect(new Set(urlsOf(assets.manifest)).size).toBe(5);
  });

  it('say which Node they carry, and which libraries with what entries', () => {
    expect(assets.manifest.nodeVersion).toBe('24.21.0');
    const { amqplib, jayson } = assets.manifest.libraries;
    expect(amqplib).toMatchObject({ entries: ['.', './callback_api'] });
    expect(amqplib?.names['.']).toContain('connect');
    expect(jayson).toMatchObject({ entries: ['.', './promise/index.js'] });
  });

  it('have the licences beside them', () => {
    const licences = [...assets.files.keys()].filter((path) => path.endsWith('.LICENSE.txt')).sort();
    expect(licences).toEqual(
      ['amqplib', 'host', 'jayson', 'kernel', 'node'].map((stem) => `runtime/${stem}.LICENSE.txt`),
    );
    expect(assets.files.get('runtime/node.LICENSE.txt')).toContain('Copyright Node.js contributors');
    expect(assets.files.get('runtime/host.LICENSE.txt')).toContain('sucrase');
    expect(assets.files.get('runtime/kernel.LICENSE.txt')).toContain('http-parser-js');
  });

  it('are the same when they are built again', async () => {
    expect(await buildAssets(BASE)).toEqual(assets);
  });

  it('hold a broker that needs nothing but Node', async () => {
    await init;
    const broker = assets.files.get(assets.manifest.broker.slice(BASE.length)) ?? '';
    const [imports] = parse(broker);
    const names = imports.map(({ specifier }) => specifier);
    expect(names).toContain('node:net');
    expect(names.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });
});

const pluginOf = (integration: AstroIntegration, base: string): Plugin => {
  const plugins: Plugin[] = [];
  void integration.hooks['astro:config:setup']?.({
    config: { base },
    updateConfig: (config: { vite: { plugins: Plugin[] } }) => plugins.push(...config.vite.plugins),
  } as never);
  return plugins[0] as Plugin;
};

describe('in the dev server', () => {
  it('are served, listed by the virtual module, and built anew after a change', async () => {
    const server = await createServer({
      configFile: false,
      root: mkdtempSync(join(tmpdir(), 'dev-')),
      base: BASE,
      logLevel: 'silent',
      server: { port: 0, host: '127.0.0.1', ws: false },
      plugins: [pluginOf(runtimeAssets(), BASE)],
    });
    try {
      await server.listen();
      const origin = `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`;
      const load = async (): Promise<RuntimeAssets> =>
        ((await server.ssrLoadModule('virtual:runtime-assets')) as { default: RuntimeAssets }).default;
      const manifest = await load();
      for (const url of urlsOf(manifest)) {
        const response = await fetch(origin + url);
        expect([url, response.status, response.headers.get('content-type')]).toEqual([
          url,
          200,
          'text/javascript; charset=utf-8',
        ]);
      }
      const missing = await fetch(`${origin}${BASE}runtime/kernel.0000000000.js`);
      expect(missing.status).toBe(404);

      const sent: string[] = [];
      const { hot } = server.environments.client;
      hot.send = (payload: unknown) => void sent.push((payload as { type: string }).type);
      server.watcher.emit('all', 'change', join(ROOT, 'README.md'));
      expect(sent).toEqual([]);
      expect(await load()).toBe(manifest);
      server.watcher.emit('all', 'change', join(ROOT, 'src/broker/queue.ts'));
      expect(sent).toEqual(['full-reload']);
      const again = await load();
      expect(again).not.toBe(manifest);
      expect(again).toEqual(manifest);
    } finally {
      await server.close();
    }
  });
});

describe('in a built site', () => {
  it('stand where its pages say, below the base', async () => {
    mkdirSync(join(folder, 'src/pages'), { recursive: true });
    writeFileSync(
      join(folder, 'src/pages/index.astro'),
      `---\nimport assets from 'virtual:runtime-assets';\n---\n<html><body><script type="application/json" set:html={JSON.stringify(assets)} /></body></html>\n`,
    );
    await build({
      root: folder,
      base: BASE,
      logLevel: 'silent',
      configFile: false,
      integrations: [runtimeAssets()],
      vite: { logLevel: 'silent' },
    });
    const html = readFileSync(join(folder, 'dist/index.html'), 'utf8');
    const manifest = JSON.parse(/json">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as RuntimeAssets;
    const { files, manifest: expected } = await buildAssets(BASE);
    expect(manifest).toEqual(expected);
    for (const [path, text] of files)
      expect(readFileSync(join(folder, 'dist', path), 'utf8') === text, path).toBe(true);
  });
});
