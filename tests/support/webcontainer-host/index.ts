/**
 * A local server that plays StackBlitz's host, so that the unmodified `@webcontainer/api` client can be tested without
 * the internet: programs run in a real Node, in a temporary folder. It says nothing about what the real runtime can do.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { WebSocketServer, type WebSocket } from 'ws';
import type { HostBehaviour } from './behaviour.ts';
import { LocalContainer } from './container.ts';
import { decode, encode, type Answer, type Call, type News } from './messages.ts';

export type { HostBehaviour } from './behaviour.ts';

export interface WebContainerHost {
  /** For `globalThis.WEBCONTAINER_API_IFRAME_URL`, as in `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Tells every page of an internal error, as the real runtime does when it runs out of memory. */
  reportError(message: string): void;
  /** Kills every program and answers nothing from now on; pages are not told. */
  die(): Promise<void>;
  close(): Promise<void>;
}

const HTML =
  '<!doctype html><meta charset="utf-8"><title>Container host</title><script type="module" src="/page.js"></script>';
/** Without these two a page under COEP may not have the frame. */
const HEADERS = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'cross-origin' };
const PAYLOAD_BYTES_MAX = 1 << 28;

export async function startWebContainerHost(behaviour: HostBehaviour = {}): Promise<WebContainerHost> {
  const script = await pageScript();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (pathname === '/headless') response.writeHead(200, { ...HEADERS, 'content-type': 'text/html' }).end(HTML);
    else if (pathname === '/page.js')
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/javascript' }).end(script);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return offerContainers(server, url, behaviour);
}

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

function offerContainers(server: Server, url: string, behaviour: HostBehaviour): WebContainerHost {
  const containers = new Map<WebSocket, LocalContainer>();
  const sockets = new WebSocketServer({ server, path: '/container', maxPayload: PAYLOAD_BYTES_MAX });
  let dead = false;

  sockets.on('connection', (socket, request) => {
    // only the host's own page may start processes here
    if (request.headers.origin !== url) return socket.terminate();
    const send = (message: Answer | News): void => {
      if (!dead && socket.readyState === socket.OPEN) socket.send(encode(message));
    };
    const container = new LocalContainer(send, behaviour);
    containers.set(socket, container);
    socket.on('message', (data: Buffer) => {
      if (!dead) void answer(container, decode(data.toString()) as Call).then(send);
    });
    socket.on('close', () => {
      containers.delete(socket);
      void container.teardown();
    });
    if (behaviour.answer === undefined) send({ news: 'welcome' });
    else if (behaviour.answer !== 'never') setTimeout(send, behaviour.answer.afterMs, { news: 'welcome' });
  });

  const endAll = async (): Promise<void> => {
    await Promise.all([...containers.values()].map((container) => container.teardown()));
  };
  return {
    url,
    reportError(message) {
      for (const socket of containers.keys()) socket.send(encode({ news: 'error', message }));
    },
    die() {
      dead = true;
      return endAll();
    },
    async close() {
      await endAll();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(container: LocalContainer, { call, method, args }: Call): Promise<Answer> {
  try {
    const operation = container[method] as (...args: unknown[]) => Promise<unknown>;
    return { answer: call, value: (await operation.apply(container, [...args])) ?? null };
  } catch (error) {
    const { name, message } = error as Error;
    return { answer: call, error: { name, message } };
  }
}
