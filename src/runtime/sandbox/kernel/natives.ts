/**
 * What the kernel needs of the browser, taken before Node's globals replace it: a learner's program sees Node's
 * `setTimeout`, `performance` and `URL`, and the kernel goes on with these.
 */

/** The part of a worker's global scope that is used here; the page's types know only windows. */
interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  importScripts(url: string): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(
    type: 'unhandledrejection' | 'rejectionhandled',
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
}

const scope = globalThis as unknown as WorkerScope;

export const natives = {
  postMessage: scope.postMessage.bind(scope),
  importScripts: scope.importScripts.bind(scope),
  addEventListener: scope.addEventListener.bind(scope) as WorkerScope['addEventListener'],
  setTimeout: (task: () => void, ms: number): number => nativeSetTimeout(task, ms) as unknown as number,
  clearTimeout: globalThis.clearTimeout.bind(globalThis) as (timer: number | undefined) => void,
  queueMicrotask: globalThis.queueMicrotask.bind(globalThis),
  structuredClone: globalThis.structuredClone.bind(globalThis),
  now: performance.now.bind(performance),
  timeOrigin: performance.timeOrigin,
  performance: globalThis.performance,
  randomValues: crypto.getRandomValues.bind(crypto) as (bytes: Uint8Array) => Uint8Array,
  cores: navigator.hardwareConcurrency,
  EventTarget: globalThis.EventTarget,
  URL: globalThis.URL,
  Blob: globalThis.Blob,
  MessageChannel: globalThis.MessageChannel,
  TextDecoder: globalThis.TextDecoder,
  TextEncoder: globalThis.TextEncoder,
  Request: globalThis.Request,
  Response: globalThis.Response,
  Headers: globalThis.Headers,
  DOMException: globalThis.DOMException,
  atob: globalThis.atob.bind(globalThis),
  btoa: globalThis.btoa.bind(globalThis),
};

const WEB = `AbortController Blob ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy
DecompressionStream File FormData MessageChannel MessageEvent MessagePort Performance PerformanceEntry
PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming
ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
ReadableStreamDefaultController ReadableStreamDefaultReader TextDecoder TextDecoderStream TextEncoder
TextEncoderStream TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController
WritableStreamDefaultWriter`;

/**
 * Classes that Node shares with the browser. Node's start puts its own getters in their place on `globalThis`, which
 * would come back here: so they are taken first.
 */
export const web = Object.fromEntries(
  WEB.split(/\s+/).map((name) => [name, (globalThis as unknown as Record<string, unknown>)[name]]),
) as unknown as typeof globalThis;

const nativeSetTimeout = globalThis.setTimeout.bind(globalThis);

/** Address of a script or module made of `text`; it lives as long as the worker. */
export function scriptUrl(text: string): string {
  return natives.URL.createObjectURL(new natives.Blob([text], { type: 'text/javascript' }));
}
