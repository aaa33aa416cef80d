/** Addresses of pages: base path, language prefix, slash at the end. */
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../strings/index.ts';

/** With a slash at its end. */
export const BASE = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** A file or page under the site's base: `asset('favicon.svg')`. */
export const asset = (path: string): string => BASE + path;

/** A page's address without language prefix: the same in all languages, or one for each. */
export type Slug = string | Readonly<Record<Language, string>>;

/** `''` is the home page, any other text a lesson's slug. */
export function pageAddress(language: Language, slug: Slug = ''): string {
  const own = typeof slug === 'string' ? slug : slug[language];
  return asset(`${language === DEFAULT_LANGUAGE ? '' : `${language}/`}${own && `${own}/`}`);
}

export const labAddress = (slug: string): string => asset(`labs/${slug}.json`);

/** Whole address where the build knows the site's (`SITE=…`), otherwise the path. */
export const canonical = (path: string, site: URL | undefined): string => (site ? new URL(path, site).href : path);

/** One page in all languages, for `hreflang`. */
export const translations = (
  slug: Slug,
  languages: readonly Language[] = LANGUAGES,
): { language: Language; path: string }[] =>
  languages.map((language) => ({ language, path: pageAddress(language, slug) }));
