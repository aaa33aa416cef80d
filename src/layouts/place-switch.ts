/** The bar on narrow screens that leads from the text to the lab and back to where one was reading. */
export function wirePlaceSwitch(): void {
  const bar = document.querySelector('[data-place-switch]');
  const lab = document.querySelector('#lab');
  const [toText, toLab] = bar?.querySelectorAll('a') ?? [];
  if (!lab || !toText || !toLab) return;

  let readingAt = 0;
  let inLab = false;
  // scrolling down into the lab passes the end of the text, a jump does not: the place counts until the lab comes in sight
  const labInSight = (): boolean => lab.getBoundingClientRect().top < innerHeight;
  addEventListener(
    'scroll',
    () => {
      if (!labInSight()) readingAt = scrollY;
    },
    { passive: true },
  );
  // the lab counts as reached when it fills the lower half of the window
  new IntersectionObserver(
    ([entry]) => {
      inLab = entry?.isIntersecting ?? false;
      (inLab ? toLab : toText).setAttribute('aria-current', 'location');
      (inLab ? toText : toLab).removeAttribute('aria-current');
    },
    { rootMargin: '0px 0px -50% 0px' },
  ).observe(lab);
  toText.addEventListener('click', (event) => {
    event.preventDefault();
    if (inLab) scrollTo({ top: readingAt });
  });
}
