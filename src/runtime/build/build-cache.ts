/** Results of the build's slow steps, kept in `.cache/runtime/` for as long as the files that they are made from stay the same. */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** The build's own sources and the versions of all packages: part of every step's inputs. */
export const BUILD_SOURCES: readonly string[] = ['src/runtime/build/*', 'package-lock.json'];

async function keyOf(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of globSync([...inputs], { cwd: ROOT }).sort()) {
    const content = await readFile(join(ROOT, file)).catch(() => ''); // a folder, or gone meanwhile
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param name of the step; a later result of the same step replaces this one
 * @param inputs globs from the project's root: files whose content decides the result
 */
export async function cached<T>(name: string, inputs: readonly string[], make: () => Promise<T>): Promise<T> {
  const file = join(ROOT, '.cache/runtime', `${name}.json`);
  const key = await keyOf(inputs);
  const known = await readFile(file, 'utf8').catch(() => '{}');
  const entry = JSON.parse(known) as { key?: string; value?: T };
  if (entry.key === key) return entry.value as T;

  const value = await make();
  await mkdir(dirname(file), { recursive: true });
  // renamed into place: another build may be reading it
  const scratch = `${file}.${process.pid}`;
  await writeFile(scratch, JSON.stringify({ key, value }));
  await rename(scratch, file);
  return value;
}
