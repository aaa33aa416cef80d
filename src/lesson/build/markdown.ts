/** A lesson's text → the source of a Svelte component: mdsvex between the two halves of "prose is text". */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { mdsvex } from 'mdsvex';
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../../strings/index.ts';
import { LessonError } from '../error.ts';
import { cached } from './cache.ts';
import { printedForSvelte, restore } from './print.ts';
import { markSentenceStarts, proseIsText, type ProseContext, type ProseFindings } from './prose.ts';

export interface CompiledLesson {
  /** Source for the Svelte compiler. */
  readonly code: string;
  /** Files besides the text that it was made from. */
  readonly dependencies: readonly string[];
}

/** @throws LessonError @param path of `…/NN-part/NN-lesson/vi.svx` on disk */
export async function compileLesson(path: string, text: string): Promise<CompiledLesson> {
  const folder = dirname(path);
  const slugs = lessonSlugs(resolve(folder, '../..'));
  const dependencies = [...text.matchAll(/\sfile=([\w./-]+)/g)].map((match) => join(folder, match[1] ?? ''));
  const linked = [...text.matchAll(/lesson:([\w-]+)/g)].map((match) => slugs.has(match[1] ?? ''));
  const file = relative(process.cwd(), path).split(sep).join('/');
  const parts = [
    'text',
    file,
    text,
    linked,
    dependencies.map((name) => (existsSync(name) ? readFileSync(name, 'utf8') : null)),
  ];
  const code = await cached(parts, () => transform(text, { file, folder, slugs, language: languageOf(path) }));
  return { code, dependencies };
}

/** For `svelte.config.js`. */
export const lessonPreprocess = () => ({
  name: 'lesson',
  async markup({ content, filename }: { content: string; filename?: string }) {
    if (!filename?.endsWith('.svx')) return undefined;
    const { code, dependencies } = await compileLesson(filename, content);
    return { code, dependencies: [...dependencies] };
  },
});

function languageOf(path: string): Language {
  const name = basename(path, '.svx');
  return LANGUAGES.find((language) => language === name) ?? DEFAULT_LANGUAGE;
}

function lessonSlugs(content: string): ReadonlySet<string> {
  const folders = (path: string): string[] =>
    readdirSync(path).filter((name) => statSync(join(path, name)).isDirectory());
  return new Set(
    folders(content).flatMap((part) => folders(join(content, part)).map((lesson) => lesson.replace(/^\d+-/, ''))),
  );
}

async function transform(text: string, context: ProseContext): Promise<string> {
  const findings: ProseFindings = { headings: [], components: new Set() };
  const processor = mdsvex({
    extensions: ['.svx'],
    smartypants: false,
    // the course reads the front matter; mdsvex only has to take it away
    frontmatter: { marker: '-', type: 'yaml', parse: () => undefined },
    // never called: fences are HTML by then; without it mdsvex would escape them first
    highlight: { highlighter: (code: string) => code },
    remarkPlugins: [() => proseIsText(context, findings)] as never,
    rehypePlugins: [() => printedForSvelte(context, findings)] as never,
  });
  const result = await processor.markup({
    content: markSentenceStarts(text),
    filename: join(context.folder, basename(context.file)),
  });
  if (!result) throw new LessonError({ file: context.file }, 'the file is not a lesson; wanted: the ending .svx');
  return restore(result.code);
}
