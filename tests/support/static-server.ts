/** A host for built pages: a folder, files from memory, or both; cross-origin isolated where asked. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/** What a page needs for SharedArrayBuffer, and so for a WebContainer. */
export const ISOLATION_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
} as const;

export interface StaticServerOptions {
  readonly folder?: string;
  /** Path without the leading slash → content; looked up before the folder. */
  readonly files?: ReadonlyMap<string, string | Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StaticServer {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

async function find(
  path: string,
  { folder, files }: StaticServerOptions,
): Promise<[string, string | Uint8Array] | null> {
  for (const candidate of path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}/index.html`]) {
    const held = files?.get(candidate);
    if (held !== undefined) return [candidate, held];
    const read = folder === undefined ? undefined : await readFile(join(folder, candidate)).catch(() => undefined);
    if (read !== undefined) return [candidate, read];
  }
  return null;
}

/** Listens on a free port of 127.0.0.1. */
export async function startStaticServer(options: StaticServerOptions): Promise<StaticServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    requests.push(pathname);
    const path = normalize(decodeURIComponent(pathname)).replace(/^[/\\]+/, '');
    find(path, options).then(
      (found) => {
        const type = TYPES[extname(found?.[0] ?? '.html')] ?? 'application/octet-stream';
        const text = /^(?:text|application\/(?:json|xml))/.test(type) ? '; charset=utf-8' : '';
        response.writeHead(found ? 200 : 404, { 'content-type': type + text, ...options.headers });
        response.end(found?.[1] ?? 'not here');
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
