/** `fetch` and its classes. Requests go through Node's `http` to whoever listens in the sandbox; nothing leaves it. */
import { deferred } from '../../deferred.ts';
import type { Loose } from '../context.ts';
import { nodeModule } from '../library.ts';
import { ref, unref } from '../loop.ts';
import { natives, web } from '../natives.ts';
import { unsupported } from '../unsupported.ts';

const NULL_BODY = [101, 204, 205, 304];
const REDIRECTS = [301, 302, 303, 307, 308];
const REDIRECTS_MAX = 20;

const failed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

/** What the browser settles by itself must hold the process, or it would end while it waits. */
function holdWhile<T>(promise: Promise<T>): Promise<T> {
  ref();
  return promise.finally(unref);
}

for (const owner of [natives.Request, natives.Response] as Loose[]) {
  for (const method of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
    const read = owner.prototype[method] as ((this: unknown) => Promise<unknown>) | undefined;
    if (read === undefined) continue;
    owner.prototype[method] = function (this: unknown) {
      return holdWhile(read.call(this));
    };
  }
}

/** The message's body as it arrives; the reader's pace is the socket's. */
function bodyOf(message: Loose): ReadableStream<Uint8Array> {
  return new web.ReadableStream(
    {
      start(controller) {
        message.on('data', (chunk: Uint8Array) => {
          controller.enqueue(new Uint8Array(chunk));
          if ((controller.desiredSize ?? 0) <= 0) message.pause();
        });
        message.on('end', () => controller.close());
        message.on('error', (error: unknown) => controller.error(failed(error)));
        message.pause();
      },
      pull: () => void message.resume(),
      cancel: () => void message.destroy(),
    },
    { highWaterMark: 65_536, size: (chunk) => chunk.byteLength },
  );
}

function responseOf(message: Loose, url: string, redirected: boolean): Response {
  const headers = new natives.Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    headers.append(message.rawHeaders[i] as string, message.rawHeaders[i + 1] as string);
  }
  const empty = NULL_BODY.includes(message.statusCode) || message.req.method === 'HEAD';
  if (empty) message.resume();
  const init = { status: message.statusCode as number, statusText: message.statusMessage as string, headers };
  const response = new natives.Response(empty ? null : (bodyOf(message) as BodyInit), init);
  Object.defineProperty(response, 'url', { value: url });
  Object.defineProperty(response, 'redirected', { value: redirected });
  return response;
}

interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

function exchange({ url, method, headers, body, signal }: Exchange): Promise<Loose> {
  const { promise, resolve, reject } = deferred<Loose>();
  const fields: Record<string, string> = {
    host: url.host,
    connection: 'keep-alive',
    accept: '*/*',
    'accept-language': '*',
    'sec-fetch-mode': 'cors',
    'user-agent': 'node',
    ...Object.fromEntries(headers),
  };
  if (body.byteLength > 0 || method === 'POST' || method === 'PUT') fields['content-length'] = String(body.byteLength);
  const request = nodeModule('http').request(url.href, { method, headers: fields }, resolve);
  request.on('error', (error: unknown) => reject(signal.aborted ? signal.reason : failed(error)));
  signal.addEventListener('abort', () => {
    reject(signal.reason);
    request.destroy();
  });
  request.end(body.byteLength > 0 ? body : undefined);
  return promise;
}

async function fetch(input: Loose, init?: Loose): Promise<Response> {
  const { AbortController } = globalThis;
  const signal: AbortSignal = init?.signal ?? new AbortController().signal;
  const request = new natives.Request(String(input?.url ?? input), { ...init, signal: undefined });
  signal.throwIfAborted();
  let url = new URL(request.url);
  let { method } = request;
  let body = new Uint8Array(await request.arrayBuffer());
  for (let redirects = 0; ; redirects += 1) {
    if (url.protocol !== 'http:') throw failed(new Error(`${url.protocol} is not available in the sandbox`));
    const message = await exchange({ url, method, headers: request.headers, body, signal });
    const location: string | undefined = REDIRECTS.includes(message.statusCode) ? message.headers.location : undefined;
    if (location === undefined || request.redirect === 'manual') return responseOf(message, url.href, redirects > 0);
    if (request.redirect === 'error') throw failed(new Error('unexpected redirect'));
    if (redirects === REDIRECTS_MAX) throw failed(new Error('redirect count exceeded'));
    message.resume();
    url = new URL(location, url);
    if (message.statusCode === 303 || (method === 'POST' && message.statusCode < 303)) {
      method = 'GET';
      body = new Uint8Array(0);
    }
  }
}

export const undici = {
  fetch,
  Request: natives.Request,
  Response: natives.Response,
  Headers: natives.Headers,
  FormData: web.FormData,
  MessageEvent: web.MessageEvent,
  CloseEvent: web.CloseEvent,
  WebSocket: unsupported('WebSocket'),
  EventSource: unsupported('EventSource'),
};
