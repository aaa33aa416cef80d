/** The labs of the course as the site hands them to a page, read from `content/`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LIBRARIES } from '../../src/runtime/build/libraries.ts';
import { readContent } from '../../src/lesson/build/content.ts';
import { readCourse } from '../../src/lesson/course.ts';
import type { Lab } from '../../src/lesson/lab.ts';

const ROOT = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

const versionOf = (name: string): string =>
  (require(join(ROOT, 'node_modules', name, 'package.json')) as { version: string }).version;

/** Every lesson's lab, by the order of the course. */
export function courseLabs(): Lab[] {
  const libraries = Object.fromEntries(
    LIBRARIES.map(({ name, entries }) => [name, { version: versionOf(name), entries }]),
  );
  const { lessons } = readCourse(readContent(join(ROOT, 'content')), libraries);
  return lessons.flatMap(({ lab }) => lab ?? []);
}

/** @throws Error where no lesson of that name has a lab. */
export function loadLab(slug: string): Lab {
  const lab = courseLabs().find((entry) => entry.slug === slug);
  if (lab === undefined) throw new Error(`No lesson "${slug}" with a lab in content/.`);
  return lab;
}
