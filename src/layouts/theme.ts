/** The theme button. The choice is read again by the one-liner in `Page.astro` before the next page's first frame. */
export function wireThemeButton(): void {
  const button = document.querySelector('[data-theme-button]');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset['theme'] ? root.dataset['theme'] === 'dark' : system.matches);
  const show = (): void => button?.setAttribute('aria-pressed', String(isDark()));

  button?.addEventListener('click', () => {
    const choice = isDark() ? 'light' : 'dark';
    root.dataset['theme'] = choice;
    try {
      localStorage.setItem('theme', choice);
    } catch {
      // no storage: the choice lasts as long as the page
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
