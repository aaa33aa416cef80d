/** The files of `content/` as text, for `readCourse`; binary ones have no place in a lesson. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ContentFiles } from '../course.ts';

/** Folders of a lesson that the course needs; `solution/` and others are read where they are shown. */
const WANTED = /^[^/]+\/(?:part\.yaml|[^/]+\/(?:lesson\.yaml|[a-z]+\.svx|lab\/.+))$/;

/** Path under `content/`, with `/` → text. */
export function readContent(folder: string): ContentFiles {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => WANTED.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
