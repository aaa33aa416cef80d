/** House rules: who may import whom, pure rooms stay pure, no file grows into two. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const files = globSync('src/**/*.{ts,svelte,astro}', { cwd: ROOT }).sort();
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** `runtime/sandbox` and `protocols/amqp` are rooms of their own; a file straight in `runtime/` belongs to `runtime`. */
function roomOf(file: string): string {
  const [, room = '', sub = '', ...rest] = file.split('/');
  return (room === 'runtime' || room === 'protocols') && rest.length > 0 ? `${room}/${sub}` : room;
}

const PAGE = ['layouts', 'pages', 'workbench', 'prose', 'lesson', 'styles', 'strings', 'offline', 'reference'];
/** Room → rooms it may import besides itself. `trace` and `network` import nothing. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  trace: [],
  network: [],
  broker: ['trace'],
  protocols: ['broker', 'trace'],
  'protocols/*': ['protocols', 'broker', 'trace'],
  server: ['broker', 'protocols', 'protocols/*', 'network', 'trace'],
  runtime: ['server', 'network', 'trace', 'runtime/sandbox', 'runtime/webcontainer'],
  'runtime/sandbox': ['runtime', 'server', 'network', 'trace'],
  'runtime/webcontainer': ['runtime', 'server', 'network', 'trace'],
  'runtime/build': ['runtime', 'runtime/sandbox'],
  scene: ['trace', 'strings'],
  lesson: ['trace', 'strings', 'runtime', 'runtime/build', 'styles', 'prose'],
  strings: [],
  workbench: ['runtime', 'trace', 'scene', 'lesson', 'strings', 'styles', 'server'],
  prose: ['strings', 'lesson', 'styles'],
  reference: ['strings', 'trace'],
  offline: [],
  layouts: PAGE,
  pages: PAGE,
  styles: [],
  'content.config.ts': ['lesson'],
};

/** Specifiers of static, dynamic and re-export imports. */
const specifiers = (source: string): string[] =>
  [
    ...source.matchAll(/^\s*(?:import|export)\s+(?:[\w*${},\s]+?\s+from\s+)?['"]([^'"]+)['"]/gm),
    ...source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
  ].flatMap((match) => match[1] ?? []);

const localImports = (file: string): { target: string; room: string }[] =>
  specifiers(text(file))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(ROOT, join(ROOT, dirname(file), specifier.replace(/\?.*$/, ''))))
    .filter((target) => target.startsWith('src/'))
    .map((target) => ({ target, room: roomOf(target) }));

describe('rooms', () => {
  it('finds the sources', () => expect(files.length).toBeGreaterThan(20));

  it.each(files)('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    const allowed = MAY_IMPORT[room] ?? MAY_IMPORT[room.replace(/\/.*/, '/*')];
    expect(allowed, `the room of ${file} is not in the table`).toBeDefined();
    const wrong = localImports(file).filter(
      (target) =>
        target.room !== room &&
        !allowed?.includes(target.room) &&
        !allowed?.includes(target.room.replace(/\/.*/, '/*')),
    );
    expect(wrong.map((entry) => entry.target)).toEqual([]);
  });

  it('keeps the siblings of protocols and runtimes apart', () => {
    const siblings = files.filter(
      (file) => /^src\/(?:protocols|runtime)\/[^/]+\//.test(file) && !file.includes('/build/'),
    );
    const crossing = siblings.flatMap((file) =>
      localImports(file)
        .filter(({ room }) => room.includes('/') && room !== roomOf(file))
        .map(({ target }) => `${file} → ${target}`),
    );
    expect(crossing).toEqual([]);
  });

  it('keeps trace, network, broker and protocols free of node: and of packages', () => {
    const pure = files.filter((file) => /^src\/(?:trace|network|broker|protocols|scene)\//.test(file));
    const impure = pure.flatMap((file) =>
      specifiers(text(file))
        .filter((specifier) => !specifier.startsWith('.'))
        .map((specifier) => `${file} → ${specifier}`),
    );
    expect(impure).toEqual([]);
  });
});

describe('house rules', () => {
  it.each(files)('%s has at most 400 lines', (file) => {
    expect(text(file).split('\n').length).toBeLessThanOrEqual(400);
  });

  it('leaves no file that nothing imports', () => {
    // the kernel's overrides are named without their ending in `kernel-modules.ts`
    const entries =
      /^src\/(?:pages\/|content\.config|server\/cli|offline\/|runtime\/sandbox\/kernel\/overrides\/)|\.d\.ts$/;
    const everything = [
      ...files,
      'astro.config.mjs',
      'svelte.config.js',
      ...globSync('{tests,scripts,bench}/**/*.ts', { cwd: ROOT }),
    ];
    const sources = everything.map((file) => ({ file, source: text(file) }));
    const orphans = files.filter((file) => {
      if (entries.test(file)) return false;
      const name = file.split('/').pop() ?? file;
      return !sources.some((other) => other.file !== file && other.source.includes(name));
    });
    expect(orphans).toEqual([]);
  });
});
