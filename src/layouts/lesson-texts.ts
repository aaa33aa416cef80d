/** The compiled texts of the lessons, each loaded only for its own page. */
import type { Component } from 'svelte';
import { course } from 'virtual:course';
import type { Heading } from '../lesson/build/prose.ts';
import type { Lesson } from '../lesson/course.ts';
import type { FrontMatter } from '../lesson/schema.ts';
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../strings/index.ts';

interface TextModule {
  readonly default: Component;
  readonly headings: readonly Heading[];
}

const texts = import.meta.glob<TextModule>('/content/*/*/{vi,en}.svx');

export interface LessonText {
  readonly text: Component;
  readonly headings: readonly Heading[];
  readonly frontMatter: FrontMatter;
  /** Of the text: Vietnamese where the page's own language is missing. */
  readonly language: Language;
}

export async function lessonText(lesson: Lesson, wanted: Language): Promise<LessonText> {
  const language = lesson.languages[wanted] ? wanted : DEFAULT_LANGUAGE;
  const frontMatter = lesson.languages[language];
  const load = texts[`/content/${lesson.folder}/${language}.svx`];
  if (!load || !frontMatter) throw new Error(`content/${lesson.folder}/${language}.svx was read but not compiled`);
  const { default: text, headings } = await load();
  return { text, headings, frontMatter, language };
}

export const languagesOf = (lesson: Lesson): Language[] => LANGUAGES.filter((language) => lesson.languages[language]);

/** Title and summary in the page's language, or the Vietnamese ones. */
export function lessonTitle(lesson: Lesson, wanted: Language): FrontMatter & { language: Language } {
  const language = lesson.languages[wanted] ? wanted : DEFAULT_LANGUAGE;
  return { ...(lesson.languages[language] as FrontMatter), language };
}

/** Paths of all lessons, for `getStaticPaths`. */
export const lessonPaths = (): { params: { slug: string }; props: { lesson: Lesson } }[] =>
  course.lessons.map((lesson) => ({ params: { slug: lesson.slug }, props: { lesson } }));
