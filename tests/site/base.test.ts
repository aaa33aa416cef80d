/** The site under a sub-path, as on a project page: every address carries it. */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OfflineManifest } from '../../src/offline/manifest.ts';
import { astroBuild } from '../support/astro-build.ts';
import { addresses, attributes } from './built-pages.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'based-'));
  const env = { BASE: '/repo/', SITE: 'https://example.org' };
  const { status, output } = astroBuild({ root: join(import.meta.dirname, '../..'), args: ['--outDir', folder], env });
  if (status !== 0) throw new Error(output);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
const files = (pattern: string): string[] =>
  globSync(pattern, { cwd: folder }).map((file) => file.replaceAll('\\', '/'));

it('gives the same pages', () => {
  const pages = [...addresses].filter((address) => address.endsWith('.html')).map((address) => address.slice(1));
  expect(files('**/*.html').sort()).toEqual(pages.sort());
});

it('carries the base in every link, script, style, lab and canonical address', () => {
  for (const file of files('**/*.html')) {
    const html = text(file);
    const own = ['href', 'src', 'data-lab']
      .flatMap((name) => attributes(html, name))
      .filter((value) => value.startsWith('/'));
    expect(own.length, file).toBeGreaterThan(5);
    expect(
      own.filter((value) => !value.startsWith('/repo/')),
      file,
    ).toEqual([]);
    if (file !== '404.html') expect(html).toContain('<link rel="canonical" href="https://example.org/repo/');
  }
});

it('carries the base in styles and in what the runtimes fetch', () => {
  for (const file of files('_astro/*.{css,js}')) {
    const rooted = [...text(file).matchAll(/["'(](\/(?:_astro|runtime|labs)\/[^"')]*)/g)].map((match) => match[1]);
    expect(rooted, file).toEqual([]);
  }
});

it('lists files for offline use relative to the base', () => {
  const { pages, labs, libraries } = JSON.parse(text('offline.json')) as OfflineManifest;
  const there = new Set(files('**/*.*'));
  expect([...pages, ...labs, ...Object.values(libraries)].filter((file) => !there.has(file))).toEqual([]);
});
