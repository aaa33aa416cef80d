/** Strings by the digest of what they were made from, under `.cache/`: survive a build, may be deleted, may be kept by CI. */
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '.cache/lessons';
/** Whatever can change the output besides the input. */
const MAKERS = ['mdsvex', 'shiki', '@shikijs/transformers'];

export const digest = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);

/** Changes with this folder's code and with the versions of the packages it calls: nobody has to remember a number. */
const pipeline = digest(
  globSync('**/*.ts', { cwd: join(import.meta.dirname, '..') })
    .sort()
    .map((file) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')),
  readFileSync(join(import.meta.dirname, '../../prose/components.ts'), 'utf8'),
  MAKERS.map(
    (name) =>
      (JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')) as { version: string }).version,
  ),
);

export async function cached(parts: readonly unknown[], make: () => Promise<string>): Promise<string> {
  const key = digest(pipeline, ...parts);
  const file = join(FOLDER, key);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const value = await make();
    mkdirSync(FOLDER, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, value);
    renameSync(draft, file); // whole or not at all, also with two builds at once
    return value;
  }
}
