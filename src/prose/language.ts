/** The language of the lesson's text, for components that print words of their own. */
import { getContext, setContext } from 'svelte';
import { DEFAULT_LANGUAGE, site, type Language } from '../strings/index.ts';

const KEY = 'lesson-language';

export const setLanguage = (language: Language): void => void setContext(KEY, language);
export const lessonWords = (): (typeof site)[Language]['lesson'] =>
  site[getContext<Language | undefined>(KEY) ?? DEFAULT_LANGUAGE].lesson;
