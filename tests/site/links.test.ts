/** Links lead somewhere, files come from the site itself, and nobody else is asked for anything. */
import { describe, expect, it } from 'vitest';
import { addresses, attributes, pages, pageAt, read } from './built-pages.ts';

const ORIGIN = 'https://site.invalid';
const all = pages.map((page) => [page.path, page.html] as const);

const idsOf = (path: string): ReadonlySet<string> => new Set(attributes(pageAt(path).html, 'id'));

describe.each(all)('%s', (path, html) => {
  const links = [...attributes(html, 'href'), ...attributes(html, 'src')].map((value) => new URL(value, ORIGIN + path));
  const own = links.filter((url) => url.origin === ORIGIN);

  it('links to what is there', () => {
    expect(own.length).toBeGreaterThan(5);
    expect(own.map((url) => url.pathname).filter((pathname) => !addresses.has(decodeURI(pathname)))).toEqual([]);
  });

  it('links to headings that are there', () => {
    const missing = own.filter((url) => {
      if (url.hash === '' || !addresses.has(url.pathname)) return false;
      return !idsOf(url.pathname).has(decodeURIComponent(url.hash.slice(1)));
    });
    expect(missing.map((url) => url.pathname + url.hash)).toEqual([]);
  });

  it('loads nothing from elsewhere', () => {
    const withoutLinks = html.replace(/<a\s[^>]*>/g, '');
    const loaded = [
      ...attributes(withoutLinks, 'href'),
      ...attributes(withoutLinks, 'src'),
      ...attributes(html, 'srcset'),
    ];
    const elsewhere = loaded.map((value) => new URL(value, ORIGIN + path)).filter((url) => url.origin !== ORIGIN);
    expect(elsewhere.map(String)).toEqual([]);
    expect(html).not.toMatch(/<(?:iframe|object|embed|img|video|audio)\b/);
  });

  it('opens links to elsewhere with https', () => {
    const elsewhere = links.filter((url) => url.origin !== ORIGIN);
    expect(elsewhere.filter((url) => url.protocol !== 'https:').map(String)).toEqual([]);
  });
});

it('styles load nothing from elsewhere', () => {
  const styles = [...addresses].filter((address) => address.endsWith('.css'));
  expect(styles.length).toBeGreaterThan(0);
  for (const style of styles) {
    const urls = [
      ...read(style)
        .toString()
        .matchAll(/url\(\s*['"]?([^'")]+)/g),
    ].map((match) => match[1] ?? '');
    expect(
      urls.filter((url) => !addresses.has(new URL(url, ORIGIN + style).pathname)),
      style,
    ).toEqual([]);
  }
});

it('every page can be reached from the home page', () => {
  const seen = new Set(['/']);
  for (const path of seen) {
    for (const href of attributes(pageAt(path).html, 'href')) {
      const { pathname, origin } = new URL(href, ORIGIN + path);
      if (origin === ORIGIN && pages.some((page) => page.path === pathname)) seen.add(pathname);
    }
  }
  expect(pages.map((page) => page.path).filter((path) => !seen.has(path))).toEqual(['/404.html']);
});
