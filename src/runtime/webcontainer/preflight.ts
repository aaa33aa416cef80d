/** What can be known before booting: the client itself would only wait for ever. */
import { RuntimeError } from '../runtime.ts';
import type { Limits } from './limits.ts';

const DEFAULT_HOST = 'https://stackblitz.com';

/** Where the container is loaded from; the client reads the same variable and takes only the origin of it. */
export function hostOrigin(): string {
  const { WEBCONTAINER_API_IFRAME_URL: own } = globalThis as { WEBCONTAINER_API_IFRAME_URL?: string };
  return new URL(own ?? DEFAULT_HOST).origin;
}

/** Browser features that the container cannot do without, by the name a person would search for. */
function missingFeatures(): string[] {
  const needed = ['WebAssembly', 'Worker', 'MessageChannel', 'ReadableStream', 'WritableStream', 'Atomics'] as const;
  return needed.filter((name) => typeof globalThis[name] === 'undefined');
}

/**
 * @throws RuntimeError `unsupported-browser`, `not-isolated` or `host-unreachable`
 */
export async function preflight(limits: Limits, signal?: AbortSignal): Promise<void> {
  const missing = missingFeatures();
  if (typeof globalThis.crossOriginIsolated === 'undefined') missing.push('crossOriginIsolated');
  // browsers hide SharedArrayBuffer from a page that is not isolated: that is the page's fault, not theirs
  else if (globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'undefined')
    missing.push('SharedArrayBuffer');
  if (missing.length > 0) {
    throw new RuntimeError(
      'unsupported-browser',
      `This browser lacks ${missing.join(', ')}, which a WebContainer needs.`,
    );
  }
  if (!globalThis.crossOriginIsolated) {
    throw new RuntimeError(
      'not-isolated',
      'This page is not cross-origin isolated: it has to be served over HTTPS (or from localhost) with ' +
        'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
    );
  }
  await reach(hostOrigin(), limits.reachMs, signal);
}

/** `no-cors`: the answer stays closed to us, but whether there is one is what we ask. */
async function reach(origin: string, limitMs: number, signal?: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(limitMs);
  try {
    await fetch(`${origin}/headless`, {
      mode: 'no-cors',
      credentials: 'omit',
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    const why = deadline.aborted ? `no answer within ${limitMs / 1000} s` : 'blocked or offline';
    throw new RuntimeError('host-unreachable', `${origin} cannot be reached: ${why}.`, { cause });
  }
}
