/** Keys of a row of tabs, as the ARIA practices have them: arrows go round, Home and End to the ends; focus selects. */
export function tabKeys(list: HTMLElement): { destroy(): void } {
  const move = (event: KeyboardEvent): void => {
    const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    const to = at === -1 ? undefined : targetOf(event.key, at, tabs.length);
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    tabs[to]?.focus();
    tabs[to]?.click();
  };
  list.addEventListener('keydown', move);
  return { destroy: () => list.removeEventListener('keydown', move) };
}

function targetOf(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
