/** What the lab's store needs from the page it stands in: time, frames, the network, the runtimes' door. */
import type { Lab } from '../lesson/lab.ts';
import type { Soon } from './run/lab-process.svelte.ts';
import type { OpenRuntimeDoor } from './run/runtime-slot.svelte.ts';
import type { Stage } from './scene/scene-player.svelte.ts';

/** @throws Error where the lab is not served, or there is no network */
export async function fetchLab(url: string): Promise<Lab> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Lab;
}

/** The runtimes and all they bring are loaded when the first one is opened. */
export const openThroughDoor: OpenRuntimeDoor = async (kind, options) => {
  const { openRuntime } = await import('../runtime/index.ts');
  return openRuntime(kind, options);
};

/** Frames stand still in a page that nobody sees; output must not pile up there. */
export const nextFrame: Soon = (task) => {
  if (document.hidden) setTimeout(task, 100);
  else requestAnimationFrame(task);
};

export const stage: Stage = {
  still: () => document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches,
  later: (task, ms) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Calls once when `element` is in sight and the browser has time; never where the reader saves data. */
export function whenSeenAndIdle(element: Element, task: () => void): () => void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return () => undefined;
  const idle = (run: () => void): unknown =>
    'requestIdleCallback' in globalThis ? requestIdleCallback(run, { timeout: 2000 }) : setTimeout(run, 200);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    idle(task);
  });
  observer.observe(element);
  return () => observer.disconnect();
}
