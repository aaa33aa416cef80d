/** What a page costs before anybody touches it. The weights are printed. */
import { posix } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { attributes, brotliBytes, pages, read } from './built-pages.ts';

/** Brotli bytes: JavaScript before interaction; everything but fonts. */
const SCRIPT_BYTES_MAX = 15_000;
const PAGE_BYTES_MAX = 60_000;

/** A script and what it imports at once; `import()` waits for its reason. */
function withImports(address: string, seen = new Set<string>()): Set<string> {
  if (seen.has(address)) return seen;
  seen.add(address);
  const code = read(address).toString();
  for (const [, specifier = ''] of code.matchAll(/(?:^|[;}\s])(?:import|export)\b[^;'"()]*?["'](\.[^"']+)["']/g))
    withImports(posix.resolve(posix.dirname(address), specifier), seen);
  return seen;
}

const report: Record<string, Record<string, number>> = {};
afterAll(() => console.table(report));

describe.each(pages.map((page) => [page.path, page.html] as const))('%s', (path, html) => {
  const scripts = new Set(attributes(html, 'src').flatMap((address) => [...withImports(address)]));
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const styles = attributes(html, 'href').filter((address) => address.endsWith('.css'));
  const sum = (list: Iterable<string>): number =>
    [...list].reduce((total, address) => total + brotliBytes(read(address)), 0);
  const javascript = sum(scripts) + inline.reduce((total, code) => total + brotliBytes(code), 0);
  const bytes = { html: brotliBytes(html), css: sum(styles), javascript };
  report[path] = { ...bytes, total: bytes.html + bytes.css + bytes.javascript };

  it('finds the scripts and styles', () => {
    expect(scripts.size).toBeGreaterThan(0);
    expect(styles.length).toBeGreaterThan(0);
  });

  it(`has at most ${SCRIPT_BYTES_MAX} bytes of JavaScript before interaction`, () => {
    expect(bytes.javascript).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
  });

  it(`weighs at most ${PAGE_BYTES_MAX} bytes without fonts`, () => {
    expect(bytes.html + bytes.css + bytes.javascript).toBeLessThanOrEqual(PAGE_BYTES_MAX);
  });

  it('preloads two fonts, and has no inline styles that a CSP would refuse', () => {
    expect(html.match(/<link rel="preload"[^>]*as="font"/g)).toHaveLength(2);
    expect(html).not.toMatch(/<style|\sstyle="/);
  });
});
