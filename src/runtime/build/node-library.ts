/**
 * Node's own library, from which the sandbox's kernel is built: the sources of exactly one version, each checked
 * against its recorded digest. They come from the Node that runs this build; where that is another version (the pinned
 * package of some platforms lags), from the bytes of the linux-x64 binary, which is read and never executed.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import manifestJson from './node-library.json' with { type: 'json' };
import { fetchNodePackage } from './node-package.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LICENCE = 'LICENSE';
const REPIN = 'npm run node -- scripts/pin-node.ts';

export type SourceEncoding = 'latin1' | 'utf16le';
/** Where a source stands inside the binary: bytes from the start of the file, digest of its UTF-8 text. */
export type SourceRecord = readonly [offset: number, bytes: number, encoding: SourceEncoding, sha256: string];

/** `node-library.json`: the one place of the pin, written by `scripts/pin-node.ts`. */
export interface NodeManifest {
  readonly version: string;
  /** The npm package whose binary the offsets belong to, and the binary's path inside it. */
  readonly package: string;
  readonly binary: string;
  readonly licence: string;
  readonly sources: Readonly<Record<string, SourceRecord>>;
}

/** What an unpacked copy of the package holds. */
export interface NodePackage {
  readonly binary: Uint8Array;
  readonly licence: string;
}

export interface NodeLibrary {
  readonly version: string;
  /** `<folder>/<id>.js`, as in `internal/util/inspect.js`. */
  readonly folder: string;
  /** Ids of every source, sorted. */
  readonly ids: readonly string[];
  /** Text of Node's licence: goes wherever a build of the sources goes. */
  readonly licence: string;
}

/** Id (or `LICENSE`) → text. */
type Texts = ReadonlyMap<string, string>;

export const nodeManifest = manifestJson as unknown as NodeManifest;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Windows builds carry CRLF; the recorded texts have LF and hold no CR at all. */
const withLf = (text: string): string => text.replaceAll('\r\n', '\n');

/** Sources of the running Node; empty where it gives none. */
export function runningSources(): Map<string, string> {
  const noDeprecation = process.noDeprecation === true;
  process.noDeprecation = true; // DEP0111: there is no other way to the sources of a binary from inside
  try {
    const binding = (process as unknown as { binding(name: string): Record<string, unknown> }).binding('natives');
    const texts = Object.entries(binding).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return new Map(texts.map(([id, text]) => [id, withLf(text)]));
  } catch {
    return new Map();
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

/** Sources by their recorded offsets, not checked yet. */
export function sourcesOfBinary(binary: Uint8Array, manifest: NodeManifest): Map<string, string> {
  const bytes = Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength);
  return new Map(
    Object.entries(manifest.sources).map(([id, [offset, length, encoding]]) => [
      id,
      bytes.subarray(offset, offset + length).toString(encoding),
    ]),
  );
}

/** Ids whose text is missing or other than recorded. */
export function differing(texts: Texts, manifest: NodeManifest): string[] {
  const wrong = Object.entries(manifest.sources).filter(([id, [, , , digest]]) => {
    const text = texts.get(id);
    return text === undefined || sha256(text) !== digest;
  });
  const licence = texts.get(LICENCE);
  const licenceOk = licence !== undefined && sha256(licence) === manifest.licence;
  return [...wrong.map(([id]) => id), ...(licenceOk ? [] : [LICENCE])];
}

/** @throws Error a sentence with what was expected, what was found and what to do. */
export function assertUnchanged(texts: Texts, manifest: NodeManifest, where: string): void {
  const wrong = differing(texts, manifest);
  const [id] = wrong;
  if (id === undefined) return;
  const expected = id === LICENCE ? manifest.licence : manifest.sources[id]?.[3];
  const text = texts.get(id);
  throw new Error(
    `The sources of Node ${manifest.version} in ${where} are not the recorded ones: ` +
      `"${id}" should have sha256 ${expected}, ${text === undefined ? 'and is missing' : `and has ${sha256(text)}`}` +
      `${wrong.length > 1 ? `; ${wrong.length - 1} more differ` : ''}. ` +
      `The kernel fits one version only: install the packages of package-lock.json anew (npm ci), ` +
      `or, after changing the version on purpose, record it with: ${REPIN}`,
  );
}

async function readPackage(folder: string, manifest: NodeManifest): Promise<NodePackage | undefined> {
  try {
    const [binary, licence] = await Promise.all([
      readFile(join(folder, manifest.binary)),
      readFile(join(folder, LICENCE), 'utf8'),
    ]);
    return { binary, licence };
  } catch {
    return undefined;
  }
}

async function installedLicence(): Promise<string> {
  const folder = dirname(dirname(process.execPath));
  return withLf(await readFile(join(folder, LICENCE), 'utf8').catch(() => ''));
}

const textsOfPackage = (from: NodePackage, manifest: NodeManifest): Texts =>
  sourcesOfBinary(from.binary, manifest).set(LICENCE, from.licence);

async function obtain(manifest: NodeManifest): Promise<Texts> {
  const running = runningSources().set(LICENCE, await installedLicence());
  if (differing(running, manifest).length === 0) return running;

  const installed = await readPackage(join(ROOT, 'node_modules', manifest.package), manifest);
  if (installed !== undefined) {
    const texts = textsOfPackage(installed, manifest);
    assertUnchanged(texts, manifest, `node_modules/${manifest.package}`);
    return texts;
  }
  const fetched = await fetchNodePackage(manifest, ROOT);
  const texts = textsOfPackage(fetched, manifest);
  assertUnchanged(texts, manifest, `${manifest.package}@${manifest.version} from the registry`);
  return texts;
}

const fileOf = (folder: string, id: string): string => join(folder, id === LICENCE ? LICENCE : `${id}.js`);

async function readCache(folder: string, manifest: NodeManifest): Promise<Texts> {
  const ids = [...Object.keys(manifest.sources), LICENCE];
  const entries = await Promise.all(
    ids.map(async (id) => [id, await readFile(fileOf(folder, id), 'utf8').catch(() => undefined)] as const),
  );
  return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Whole folder or nothing: another build may be writing the same one at this moment, then theirs is kept. */
async function writeCache(folder: string, texts: Texts, manifest: NodeManifest): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    await Promise.all(
      [...texts].map(async ([id, text]) => {
        const file = fileOf(scratch, id);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }),
    );
    await rename(scratch, folder).catch(async () => {
      if (differing(await readCache(folder, manifest), manifest).length === 0) return;
      await rm(folder, { recursive: true, force: true });
      await rename(scratch, folder);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Writes the library to `.cache/node-library/<version>/` unless it stands there unchanged.
 * @throws Error where no source of the recorded bytes can be found.
 */
export async function nodeLibrary(manifest: NodeManifest = nodeManifest): Promise<NodeLibrary> {
  const folder = join(ROOT, '.cache/node-library', manifest.version);
  let texts = await readCache(folder, manifest);
  if (differing(texts, manifest).length > 0) {
    const wanted = await obtain(manifest);
    texts = new Map([...wanted].filter(([id]) => id === LICENCE || id in manifest.sources));
    await writeCache(folder, texts, manifest);
  }
  return {
    version: manifest.version,
    folder,
    ids: Object.keys(manifest.sources).sort(),
    licence: texts.get(LICENCE) ?? '',
  };
}
