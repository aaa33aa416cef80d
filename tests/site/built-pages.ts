/** The pages of `dist/`, which must have been built before: `npm run build`. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '../..');
export const DIST = join(ROOT, 'dist');
if (!existsSync(join(DIST, 'index.html'))) throw new Error('dist/index.html is missing; run: npm run build');

export interface BuiltPage {
  /** `/en/json-rpc-node/`, or `/404.html`. */
  readonly path: string;
  readonly file: string;
  readonly html: string;
}

const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: DIST })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

export const pages: readonly BuiltPage[] = find('**/*.html').map((file) => ({
  file,
  path: `/${file.replace(/(^|\/)index\.html$/, '$1')}`,
  html: readFileSync(join(DIST, file), 'utf8'),
}));

export const pageAt = (path: string): BuiltPage => {
  const page = pages.find((entry) => entry.path === path);
  if (!page) throw new Error(`dist has no page ${path}`);
  return page;
};

/** Every address that a host would answer: files, and folders with a page. */
export const addresses: ReadonlySet<string> = new Set([
  ...find('**/*.*').map((file) => `/${file}`),
  ...pages.map((page) => page.path),
]);

/** Values of an attribute, entities read. */
export const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));

export const read = (address: string): Buffer => readFileSync(join(DIST, address));
export const brotliBytes = (content: Buffer | string): number => brotliCompressSync(content).length;
