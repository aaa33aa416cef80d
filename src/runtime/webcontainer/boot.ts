/**
 * The page's one WebContainer: the client allows one at a time and keeps it across labs, so it lives here and not in a
 * runtime. All state of this folder that outlives a runtime is in this file.
 */
import { RuntimeError } from '../runtime.ts';
import { Container } from './container.ts';
import { DeadlineError, within } from './deadline.ts';
import type { Limits } from './limits.ts';

/** Kept while it waits: a second `boot` of the client would queue behind the first for ever. */
let booting: Promise<Container> | undefined;
let booted: Container | undefined;
let keyConfigured = false;

export const isBooted = (): boolean => booted !== undefined;

/**
 * The container, booted by the first call. One that answers after the deadline is there for the next call.
 * @throws RuntimeError `no-answer`, `not-isolated`, `crashed`; the signal's reason
 */
export async function bootedContainer(limits: Limits, signal?: AbortSignal): Promise<Container> {
  booting ??= boot();
  const pending = booting;
  pending.catch(() => {
    if (booting === pending) booting = undefined;
  });
  try {
    const container = await within(pending, { ms: limits.bootMs, what: 'Booting', signal });
    if (container.loss.why !== undefined) throw container.crashed(container.loss.why);
    return container;
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    const why = `The container did not answer within ${limits.bootMs / 1000} s. A page can ask only once: reload it to try again.`;
    throw new RuntimeError('no-answer', why, { cause: error });
  }
}

/** Ends the page's container; the next lab boots another one. Without one it does nothing. */
export function teardownContainer(): void {
  const container = booted;
  booted = undefined;
  if (container === undefined) return;
  booting = undefined;
  container.loss.stop();
  container.client.teardown();
}

async function boot(): Promise<Container> {
  const { WebContainer, configureAPIKey } = await import('@webcontainer/api');
  const key = import.meta.env?.PUBLIC_WEBCONTAINER_API_KEY as string | undefined;
  if (key !== undefined && key !== '' && !keyConfigured) configureAPIKey(key);
  keyConfigured = true;
  try {
    return (booted = new Container(await WebContainer.boot({ workdirName: 'buu-cuc' })));
  } catch (cause) {
    throw refusal(cause);
  }
}

/** The client rejects rarely, with errors of the host's own page. */
function refusal(cause: unknown): RuntimeError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/SharedArrayBuffer|crossOriginIsolated/.test(message)) {
    return new RuntimeError('not-isolated', `The container's page is not cross-origin isolated: ${message}`, { cause });
  }
  const memory = /out of memory/i.test(message) ? ' Close other tabs and try again.' : '';
  return new RuntimeError('crashed', `The container could not start: ${message}.${memory}`, { cause });
}
