/** What hosts and the service worker are told agrees with what was built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Lab } from '../../src/lesson/lab.ts';
import type { OfflineManifest } from '../../src/offline/manifest.ts';
import { addresses, attributes, DIST, pages, read } from './built-pages.ts';

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const json = <T>(address: string): T => JSON.parse(read(address).toString()) as T;

it('isolates every page, by the header file and in dev and preview', () => {
  const everywhere = /^\/\*\n((?: {2}.+\n)+)/m.exec(readFileSync(join(DIST, '_headers'), 'utf8'))?.[1] ?? '';
  const config = readFileSync(join(DIST, '../astro.config.mjs'), 'utf8');
  for (const [name, value] of Object.entries(ISOLATION)) {
    expect(everywhere).toContain(`  ${name}: ${value}\n`);
    expect(config).toContain(`'${name}': '${value}'`);
  }
});

it('lists for offline use only what is there', () => {
  const { pages: shared, labs, libraries } = json<OfflineManifest>('offline.json');
  const listed = [...shared, ...labs, ...Object.values(libraries)];
  expect(listed.filter((file) => !addresses.has(`/${file}`))).toEqual([]);
  expect(labs.filter((file) => file.startsWith('runtime/')).length).toBeGreaterThanOrEqual(3);
  expect(addresses).toContain('/sw.js');
});

it('serves a lab for each lesson that has one, with the libraries it names kept for offline use', () => {
  const labs = pages.flatMap(({ html }) => attributes(html, 'data-lab'));
  expect(labs.length).toBeGreaterThanOrEqual(4);
  const { libraries } = json<OfflineManifest>('offline.json');
  for (const address of new Set(labs)) {
    const { slug, spec, files } = json<Lab>(address);
    expect(address).toBe(`/labs/${slug}.json`);
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({ type: 'module' });
    for (const { file } of spec.processes) expect(files[file], file).toBeTypeOf('string');
    for (const name of spec.libraries) expect(libraries[name], name).toMatch(/^runtime\//);
  }
});
