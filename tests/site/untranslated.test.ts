/** A lesson without an English text: its English page shows the Vietnamese one and says so. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { site as words } from '../../src/strings/index.ts';
import { astroBuild } from '../support/astro-build.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder = '';
let html = '';
let home = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'untranslated-'));
  for (const name of [
    'src',
    'public',
    'content',
    'package.json',
    'astro.config.mjs',
    'svelte.config.js',
    'tsconfig.json',
  ])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of ['node_modules', '.cache']) symlinkSync(join(ROOT, name), join(folder, name), 'junction');
  rmSync(join(folder, 'content/05-ho-rpc/26-json-rpc-node/en.svx'));
  const { status, output } = astroBuild({ root: folder });
  if (status !== 0) throw new Error(output);
  html = readFileSync(join(folder, 'dist/en/json-rpc-node/index.html'), 'utf8');
  home = readFileSync(join(folder, 'dist/en/index.html'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is an English page around a Vietnamese text', () => {
  expect(html).toContain('<html lang="en">');
  expect(html).toContain(words.en.untranslated);
  expect(html).toMatch(/<h1 lang="vi">JSON-RPC với jayson/);
  expect(html).toMatch(/<div class="prose" lang="vi">/);
});

it('leaves search engines the Vietnamese page', () => {
  expect(html).toContain('<link rel="canonical" href="/json-rpc-node/">');
  expect(html).toContain('<meta name="robots" content="noindex">');
  expect(html).not.toContain('<link rel="alternate" hreflang="en"');
});

it('is marked as Vietnamese on the English home page', () => {
  expect(home).toMatch(/<h3 lang="vi">\s*<a href="\/en\/json-rpc-node\/">/);
});
