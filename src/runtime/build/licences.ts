/** Licence texts of everything that a bundle contains: they travel as one file beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a build step makes: a script, and the licence texts that have to stand beside it. */
export interface Bundle {
  readonly text: string;
  readonly licence: string;
}

interface PackageDescription {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The folder of the package that `file` belongs to; undefined for a file of the project itself. */
function packageFolder(file: string): string | undefined {
  if (!/(?:^|[\\/])node_modules[\\/]/.test(file)) return undefined;
  let folder = dirname(file);
  // a package.json without a name only says how the files beside it are to be read
  while (!existsSync(join(folder, 'package.json')) || describe(folder).name === undefined) {
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}

const describe = (folder: string): Partial<PackageDescription> =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Partial<PackageDescription>;

function section(folder: string): string {
  const { name, version, license } = describe(folder);
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0 && typeof license !== 'string') {
    throw new Error(`${folder} has neither a licence file nor a "license" in its package.json: it cannot be bundled.`);
  }
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n');
}

/** `inputs`: the files of the bundle, as esbuild's metafile lists them, made absolute. Empty where none is a package's. */
export function licenceTexts(inputs: Iterable<string>): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = packageFolder(input);
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders]
    .sort()
    .map(section)
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat(folders.size > 0 ? '\n' : '');
}
