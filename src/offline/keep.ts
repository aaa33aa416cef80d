/** After a page has loaded: have the service worker keep what the page and its lab need. Not in development. */
import type { KeepMessage, KeptMessage } from './manifest.ts';

/**
 * Marks the document with `data-offline="ready"` once everything is kept.
 * @param base of the site's addresses
 */
export function keepForOffline(base: string): void {
  if (!('serviceWorker' in navigator)) return;
  const start = (): void => void ask(base).catch(() => undefined); // no storage, private window: the page works online
  if (document.readyState === 'complete') start();
  else addEventListener('load', start);
}

async function ask(base: string): Promise<void> {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<KeptMessage>) => {
    if (data.type === 'kept' && data.missing.length === 0) document.documentElement.dataset['offline'] = 'ready';
  });
  serviceWorker.startMessages();
  await serviceWorker.register(`${base}sw.js`, { scope: base });
  const { active } = await serviceWorker.ready;
  const lab = document.querySelector<HTMLElement>('[data-lab]')?.dataset['lab'];
  active?.postMessage({ type: 'keep', page: location.pathname, lab } satisfies KeepMessage);
}
