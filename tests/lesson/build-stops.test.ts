/** A real `astro build` on a course with one mistake: it fails, and the sentence is what an author sees. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { astroBuild } from '../support/astro-build.ts';

const ROOT = join(import.meta.dirname, '../..');
const LESSON = 'content/02-rabbitmq/07-don-hang-dau-tien';
let site = '';

beforeAll(() => {
  site = mkdtempSync(join(tmpdir(), 'site-'));
  for (const name of ['src', 'public', 'node_modules']) symlinkSync(join(ROOT, name), join(site, name), 'junction');
  for (const name of ['package.json', 'astro.config.mjs', 'svelte.config.js', 'tsconfig.json', 'content'])
    cpSync(join(ROOT, name), join(site, name), { recursive: true });
});
afterAll(() => rmSync(site, { recursive: true }));

it.each([
  [
    'a misspelt key',
    { path: `${LESSON}/lesson.yaml`, from: 'minutes', to: 'minute' },
    `${LESSON}/lesson.yaml:1: "minute" is not a key here; wanted: minutes, sources, misconceptions, lab`,
  ],
  [
    'an unknown fence language in a text',
    { path: `${LESSON}/en.svx`, from: '```console', to: '```cobol' },
    'the fence has the language "cobol", which is not known; wanted: one of ts, js,',
  ],
])(
  '%s',
  (_name, { path, from, to }, sentence) => {
    const file = join(site, path);
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace(from, to));
    const { status, output } = astroBuild({ root: site });
    writeFileSync(file, good);

    expect(status).toBe(1);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(existsSync(join(site, 'dist/index.html'))).toBe(false);
  },
  60_000,
);
