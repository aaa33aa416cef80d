/**
 * The service worker: with the network gone, the pages that were visited and their labs still work. It never stands
 * between an online reader and the server's newest page. Each version of the site has its own cache; an older one stays
 * for as long as another page may still be using it.
 */
import type { KeepMessage, KeptMessage, OfflineManifest } from './manifest.ts';
import type { WorkerScope } from './worker-types.ts';

const worker = self as unknown as WorkerScope;
const PREFIX = 'buu-cuc-';
const base = new URL(worker.registration.scope).pathname;
const inSite = (path: string): string => base + path;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('message', (event) => {
  const message = event.data as KeepMessage;
  if (message.type !== 'keep') return;
  const done = keep(message).then((missing) => {
    event.source?.postMessage({ type: 'kept', missing } satisfies KeptMessage);
  });
  event.waitUntil(done);
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || !pathname.startsWith(base)) return;
  // a hash in the name: the content never changes
  const lasting = /^(?:_astro|runtime)\//.test(pathname.slice(base.length));
  event.respondWith(lasting ? fromCacheFirst(request) : fromNetworkFirst(request));
});

async function fromCacheFirst(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function fromNetworkFirst(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

async function manifest(): Promise<OfflineManifest> {
  const response = await fetch(inSite('offline.json'), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`offline.json: ${response.status}`);
  return (await response.json()) as OfflineManifest;
}

/** Resolves with what could not be kept; offline that is everything new. */
async function keep({ page, lab }: KeepMessage): Promise<string[]> {
  try {
    const list = await manifest();
    const cache = await caches.open(PREFIX + list.version);
    const missing = await keepPage(cache, list, { page, lab });
    if (missing.length === 0) await dropOlder(cache, list);
    return missing;
  } catch {
    return [page];
  }
}

interface Visit {
  readonly page: string;
  readonly lab?: string | undefined;
}

async function keepPage(cache: Cache, list: OfflineManifest, { page, lab }: Visit): Promise<string[]> {
  const html = await renew(cache, page);
  const own = html === undefined ? [] : assetsOf(await html.text());
  const spec = lab === undefined ? undefined : await renew(cache, lab);
  const libraries = spec === undefined ? [] : librariesOf(await spec.json());
  const files = [
    ...list.pages.map(inSite),
    ...own,
    ...(lab === undefined ? [] : list.labs.map(inSite)),
    ...libraries.flatMap((name) => list.libraries[name] ?? []).map(inSite),
  ];
  const lost = await Promise.all(
    [...new Set(files)].map(async (file) => ((await keepFile(cache, file)) ? [] : [file])),
  );
  return [...(html ? [] : [page]), ...(lab !== undefined && !spec ? [lab] : []), ...lost.flat()];
}

/** Fetches a page or a lab anew; the answer is a copy to read. */
async function renew(cache: Cache, path: string): Promise<Response | undefined> {
  const response = await fetch(path);
  if (!response.ok || response.redirected) return undefined;
  await cache.put(path, response.clone());
  return response;
}

/** A file with a hash in its name is fetched once; another version's cache may have it already. */
async function keepFile(cache: Cache, path: string): Promise<boolean> {
  if (await cache.match(path)) return true;
  const response = (await caches.match(path)) ?? (await fetch(path).catch(() => undefined));
  if (!response?.ok) return false;
  await cache.put(path, response);
  return true;
}

const assetsOf = (html: string): string[] =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => path.startsWith(inSite('_astro/')));

/** Of a `Lab` in JSON. */
const librariesOf = (lab: { spec?: { libraries?: readonly string[] } }): readonly string[] => lab.spec?.libraries ?? [];

/** Visited pages move to the new version; the old cache goes when this page is the only one open. */
async function dropOlder(cache: Cache, list: OfflineManifest): Promise<void> {
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + list.version);
  const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (older.length === 0 || open.length > 1) return;
  for (const name of older) {
    const visited = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
    for (const page of visited.filter((path) => path.endsWith('/'))) {
      if (await cache.match(page)) continue;
      const lab = visited.find((path) => path === inSite(`labs/${page.split('/').at(-2)}.json`));
      await keepPage(cache, list, { page, lab });
    }
    await caches.delete(name);
  }
}
