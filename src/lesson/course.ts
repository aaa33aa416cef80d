/**
 * The course as data: parts, lessons, labs. Pure: files in (path under `content/` → text), checked data out.
 * Bodies are not read here; `build/markdown.ts` turns them into Svelte.
 */
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../strings/index.ts';
import { LessonError, listed } from './error.ts';
import type { Lab } from './lab.ts';
import { readLab } from './lab-files.ts';
import { frontMatter, lessonMeta, partMeta, type Bilingual, type FrontMatter, type LessonMeta } from './schema.ts';
import { readYaml } from './yaml.ts';

export type ContentFiles = ReadonlyMap<string, string>;
/** An npm package that the site bundles: `.` is the name alone, `./x` is `name/x`. */
export interface Library {
  readonly version: string;
  readonly entries: readonly string[];
}
export type Libraries = Readonly<Record<string, Library>>;

export interface Lesson {
  /** The folder's name without its number: the lesson's address. */
  readonly slug: string;
  readonly number: number;
  /** `02-rabbitmq/07-don-hang-dau-tien`. */
  readonly folder: string;
  readonly meta: LessonMeta;
  /** Front matter by language; Vietnamese is always there. */
  readonly languages: Readonly<Partial<Record<Language, FrontMatter>>>;
  readonly lab?: Lab;
}

export interface PlannedLesson {
  readonly slug: string;
  readonly number: number;
  readonly title: Bilingual;
  /** Whether it can be opened. */
  readonly written: boolean;
}

export interface Part {
  readonly number: number;
  readonly folder: string;
  readonly title: Bilingual;
  /** All lessons of the part, those that exist and those that are planned, by number. */
  readonly plan: readonly PlannedLesson[];
}

export interface Course {
  readonly parts: readonly Part[];
  /** The lessons that exist, by number. */
  readonly lessons: readonly Lesson[];
}

const FRONT_MATTER = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** @throws LessonError for the first thing that is wrong. */
export function readCourse(files: ContentFiles, libraries: Libraries): Course {
  const lessons = childFolders(files, 2)
    .map((folder) => readLesson(folder, files, libraries))
    .sort((a, b) => a.number - b.number);
  for (const [i, lesson] of lessons.entries()) {
    const twin = lessons.slice(0, i).find((other) => other.slug === lesson.slug);
    if (twin)
      throw new LessonError(
        { file: `content/${lesson.folder}` },
        `the address "${lesson.slug}" is taken by content/${twin.folder}`,
      );
  }
  return { lessons, parts: childFolders(files, 1).map((folder) => readPart(folder, files, lessons)) };
}

/** Folders `depth` levels below `content/`, sorted. */
function childFolders(files: ContentFiles, depth: number): string[] {
  const paths = [...files.keys()].map((path) => path.split('/')).filter((path) => path.length > depth);
  return [...new Set(paths.map((path) => path.slice(0, depth).join('/')))].sort();
}

function numbered(folder: string): { number: number; slug: string } {
  const name = folder.split('/').at(-1) ?? folder;
  const match = /^(\d{2})-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(name);
  if (!match?.[1] || !match[2])
    throw new LessonError(
      { file: `content/${folder}` },
      'the folder\'s name must be two digits and a slug, such as "07-don-hang-dau-tien"',
    );
  return { number: Number(match[1]), slug: match[2] };
}

function readPart(folder: string, files: ContentFiles, lessons: readonly Lesson[]): Part {
  const file = `content/${folder}/part.yaml`;
  const text = files.get(`${folder}/part.yaml`);
  if (text === undefined)
    throw new LessonError({ file }, 'the file is missing; wanted: title and lessons of this part');
  const { title, lessons: planned } = readYaml(partMeta, { file, text });
  const mine = lessons.filter((lesson) => lesson.folder.startsWith(`${folder}/`));
  const unplanned = mine.find((lesson) => !planned.some((entry) => lesson.folder.endsWith(`/${entry.folder}`)));
  if (unplanned)
    throw new LessonError(
      { file },
      `"lessons" does not name ${listed([unplanned.folder.split('/')[1] ?? ''])}; wanted: every folder of this part`,
    );
  return {
    ...numbered(folder),
    folder,
    title,
    plan: planned.map((entry) => {
      const lesson = mine.find(({ folder: path }) => path.endsWith(`/${entry.folder}`));
      const { vi, en } = lesson?.languages ?? {};
      // a written lesson's own title counts, not what was once planned
      const title = { vi: vi?.title ?? entry.title.vi, en: en?.title ?? entry.title.en };
      return { ...numbered(entry.folder), title, written: lesson !== undefined };
    }),
  };
}

function readLesson(folder: string, files: ContentFiles, libraries: Libraries): Lesson {
  const name = numbered(folder);
  const file = `content/${folder}/lesson.yaml`;
  const text = files.get(`${folder}/lesson.yaml`);
  if (text === undefined)
    throw new LessonError({ file }, 'the file is missing; wanted: minutes, sources, misconceptions and lab');
  const meta = readYaml(lessonMeta, { file, text });
  const languages: Partial<Record<Language, FrontMatter>> = {};
  for (const language of LANGUAGES) {
    const body = files.get(`${folder}/${language}.svx`);
    if (body !== undefined) languages[language] = readFrontMatter(`content/${folder}/${language}.svx`, body);
  }
  if (!languages[DEFAULT_LANGUAGE])
    throw new LessonError(
      { file: `content/${folder}/${DEFAULT_LANGUAGE}.svx` },
      'the file is missing; wanted: the Vietnamese text of the lesson',
    );
  const lab = meta.lab && readLab({ slug: name.slug, folder, spec: meta.lab, files, libraries, yaml: text });
  return { ...name, folder, meta, languages, ...(lab && { lab }) };
}

function readFrontMatter(file: string, body: string): FrontMatter {
  const match = FRONT_MATTER.exec(body);
  if (!match)
    throw new LessonError({ file, line: 1 }, 'there is no front matter; wanted: "---", title, summary, "---"');
  return readYaml(frontMatter, { file, text: match[1] ?? '', linesBefore: 1 });
}
