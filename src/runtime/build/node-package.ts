/** The npm package of the pinned linux-x64 Node, for platforms that don't install it: fetched by npm, checked, unpacked. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { NodeManifest, NodePackage } from './node-library.ts';

const BLOCK_BYTES = 512;
type Spec = Pick<NodeManifest, 'package' | 'version' | 'binary'>;

/** Files of an uncompressed tar archive, by path. Long names (pax, GNU) are not read: the package has none that we need. */
export function* tarEntries(archive: Buffer): Generator<{ path: string; content: Buffer }> {
  const field = (header: Buffer, start: number, length: number): string =>
    header.toString('latin1', start, start + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK_BYTES <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    const name = field(header, 0, 100);
    if (name === '') return;
    const size = Number.parseInt(field(header, 124, 12), 8);
    const prefix = field(header, 345, 155);
    at += BLOCK_BYTES;
    yield { path: prefix === '' ? name : `${prefix}/${name}`, content: archive.subarray(at, at + size) };
    at += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

/**
 * Checks a package's tarball against the lockfile's integrity and takes out what the kernel's build needs.
 * @throws Error a sentence, where the bytes are not those of the lockfile or a file is missing.
 */
export async function unpackNodePackage(tarball: Buffer, spec: Spec, integrity: string): Promise<NodePackage> {
  const found = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (found !== integrity) {
    throw new Error(
      `${spec.package}@${spec.version} from the registry is not the package of package-lock.json: ` +
        `expected ${integrity}, found ${found}. Check the registry that npm is configured for (npm config get registry).`,
    );
  }
  const files = new Map<string, Buffer>();
  for (const { path, content } of tarEntries(await promisify(gunzip)(tarball))) files.set(path, content);
  const binary = files.get(`package/${spec.binary}`);
  const licence = files.get('package/LICENSE');
  if (binary === undefined || licence === undefined) {
    throw new Error(`${spec.package}@${spec.version} has no ${binary ? 'LICENSE' : spec.binary} inside.`);
  }
  return { binary, licence: licence.toString('utf8') };
}

async function lockedIntegrity(spec: Spec, root: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string }>;
  };
  const entry = lock.packages[`node_modules/${spec.package}`];
  if (entry?.version !== spec.version || entry.integrity === undefined) {
    throw new Error(
      `package-lock.json should pin ${spec.package} ${spec.version} and pins ${entry?.version ?? 'none'}. ` +
        `Record the version in use with: npm run node -- scripts/pin-node.ts`,
    );
  }
  return entry.integrity;
}

/** `npm pack` through the npm that runs the script: it knows the registry, the proxy and the credentials of this machine. */
async function npmPack(spec: Spec, folder: string): Promise<void> {
  const args = ['pack', `${spec.package}@${spec.version}`, '--pack-destination', folder, '--silent'];
  const cli = process.env.npm_execpath;
  const run = promisify(execFile);
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli)) await run(process.execPath, [cli, ...args], { cwd: folder });
  else await run('npm', args, { cwd: folder, shell: process.platform === 'win32' });
}

/** @throws Error a sentence, where the registry cannot be reached or gives other bytes than the lockfile says. */
export async function fetchNodePackage(spec: Spec, root: string): Promise<NodePackage> {
  const integrity = await lockedIntegrity(spec, root);
  const folder = await mkdtemp(join(tmpdir(), 'node-package-'));
  try {
    await npmPack(spec, folder);
    return await unpackNodePackage(
      await readFile(join(folder, `${spec.package}-${spec.version}.tgz`)),
      spec,
      integrity,
    );
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(spec.package)) throw error;
    throw new Error(
      `The sandbox's kernel needs the sources of Node ${spec.version}; this Node is ${process.versions.node}, and ` +
        `${spec.package}@${spec.version} could not be fetched from the registry (${String(error).trim()}). ` +
        `Connect to the network once and build again; the sources are then kept in .cache/.`,
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
