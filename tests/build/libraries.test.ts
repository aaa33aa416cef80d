/** Each bundled client library loads in plain Node as the package itself does, and carries every licence it owes. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLibrary, LIBRARIES, type LibraryBundle } from '../../src/runtime/build/libraries.ts';
import { licenceTexts } from '../../src/runtime/build/licences.ts';
import { libraryFiles } from '../../src/runtime/library-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'libraries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** stdout of an ES module run from a file in `cwd`, where imports are looked up. */
async function run(cwd: string, source: string): Promise<string> {
  const args = ['--input-type=module', '--eval', source];
  return (await promisify(execFile)(process.execPath, args, { cwd })).stdout;
}

describe.each(LIBRARIES)('$name', (source) => {
  let library: LibraryBundle;
  beforeAll(async () => {
    library = await buildLibrary(source);
    for (const [path, text] of Object.entries(libraryFiles(source.name, { ...library, url: '' }, library.text))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });

  it('is the version of package.json', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(library.version).toBe(dependencies[source.name]);
  });

  it.each(source.entries)('%s gives the same names and kinds as the package from npm', async (entry) => {
    const tell = `
      const library = await import(${JSON.stringify(source.name + entry.slice(1))});
      const kinds = (value) => Object.keys(value).sort().map((name) => [name, typeof value[name]]);
      console.log(JSON.stringify([Object.keys(library), kinds(library.default)]));
      process.exit();`;
    expect(JSON.parse(await run(folder, tell))).toEqual(JSON.parse(await run(ROOT, tell)));
  });

  it('refuses what the package does not export', async () => {
    const attempt = `await import(${JSON.stringify(`${source.name}/no/such/file.js`)}).catch((error) => console.log(error.code));`;
    expect(await run(folder, attempt)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  it('carries its own licence and names the file in its first line', () => {
    expect(library.licence).toContain(`${source.name} ${library.version} (`);
    expect(library.text.split('\n')[0]).toMatch(/^\/\* licences: .+\.LICENSE\.txt \*\/$/);
  });
});

describe('licences', () => {
  it('are those of every package inside, once each, and of none of the project', () => {
    const text = licenceTexts([
      join(ROOT, 'src/runtime/runtime.ts'),
      join(ROOT, 'node_modules/amqplib/lib/connection.js'),
      join(ROOT, 'node_modules/amqplib/channel_api.js'),
      join(ROOT, 'node_modules/ws/lib/sender.js'),
    ]);
    const heads = text.split('\n').filter((line) => /^\S+ \d\S* \(/.test(line));
    expect(heads.map((line) => line.split(' ')[0])).toEqual(['amqplib', 'ws']);
    expect(text.match(/Permission is hereby granted/g)).toHaveLength(2);
  });
});
