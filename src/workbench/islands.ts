/**
 * `<lesson-island name props>`: brings a server-rendered component to life when it comes near the viewport. The page
 * loads this file alone; Svelte and the component follow when they are needed.
 */
import type { Component } from 'svelte';

const ISLANDS = {
  Lab: () => import('./Lab.svelte'),
} satisfies Record<string, () => Promise<{ default: Component<never> }>>;

export type IslandName = keyof typeof ISLANDS;

class LessonIsland extends HTMLElement {
  #stop: (() => void) | undefined;

  connectedCallback(): void {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        this.#hydrate().catch((error: unknown) => {
          // the page was rebuilt, or the network is gone: the component says so by this attribute
          this.toggleAttribute('failed', true);
          throw error;
        });
      },
      { rootMargin: '200px' },
    );
    observer.observe(this);
    this.#stop = () => observer.disconnect();
  }

  disconnectedCallback(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  async #hydrate(): Promise<void> {
    const load = ISLANDS[this.getAttribute('name') as IslandName];
    const props: unknown = JSON.parse(this.getAttribute('props') ?? '{}');
    const [{ hydrate, unmount }, { default: component }] = await Promise.all([import('svelte'), load()]);
    if (!this.isConnected) return;
    const mounted = hydrate(component as unknown as Component, { target: this, props: props as Record<string, never> });
    this.#stop = () => void unmount(mounted);
    this.toggleAttribute('ready', true);
  }
}

customElements.define('lesson-island', LessonIsland);
