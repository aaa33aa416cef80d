/** Opening a runtime by its kind, and what happens where the wanted one cannot start: the sandbox takes its place. */
import { type OpenRuntime, type Runtime, RuntimeError, type RuntimeKind, type RuntimeOptions } from './runtime.ts';

/** Those that a page can open. */
export type PageRuntimeKind = Exclude<RuntimeKind, 'node'>;
/** Each sibling is loaded when it is first opened. */
export type Openers = Readonly<Record<PageRuntimeKind, () => Promise<OpenRuntime>>>;

export interface OpenOptions extends RuntimeOptions {
  /** Told why, before the sandbox is opened instead; the `kind` of the runtime then says which one it is. */
  readonly onFallback?: (error: RuntimeError) => void;
}

const LAST_RESORT = 'sandbox';

/**
 * @throws RuntimeError where the sandbox itself cannot start
 * @throws the signal's reason where it was given up
 */
export async function openFirst(openers: Openers, kind: PageRuntimeKind, options: OpenOptions): Promise<Runtime> {
  const { onFallback, ...rest } = options;
  // so that a run needs no network; where it fails, `startBroker` asks again and tells why
  if (options.outlook?.broker) options.assets.text(options.assets.manifest.broker).catch(() => undefined);
  try {
    const open = await openers[kind]();
    return await open(rest);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (kind === LAST_RESORT || !(error instanceof RuntimeError)) throw error;
    onFallback?.(error);
  }
  const open = await openers[LAST_RESORT]();
  return open(rest);
}
