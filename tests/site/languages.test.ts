/** Vietnamese and English are twins: same pages, same headings, same interface words. */
import { describe, expect, it } from 'vitest';
import * as tables from '../../src/strings/index.ts';
import { attributes, pageAt, pages } from './built-pages.ts';

const vietnamese = pages.map(({ path }) => path).filter((path) => !path.startsWith('/en/') && path !== '/404.html');

/** Paths of all keys; a value is its kind, so that a text never faces a function. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`));
}

describe('interface words', () => {
  const named = Object.entries(tables).flatMap(([name, table]) =>
    typeof table === 'object' && 'vi' in table && 'en' in table ? [[name, table] as const] : [],
  );

  it('finds the tables', () =>
    expect(named.map(([name]) => name)).toEqual(expect.arrayContaining(['site', 'workbench'])));
  it.each(named)('%s has the same keys in both languages', (_name, { vi, en }) => {
    expect(shape(en)).toEqual(shape(vi));
  });
  it.each(named)('%s leaves nothing empty', (_name, { vi, en }) => {
    const empty = (table: unknown): boolean =>
      typeof table === 'string'
        ? table.trim() === ''
        : typeof table === 'object' && Object.values(table ?? {}).some(empty);
    expect([empty(vi), empty(en)]).toEqual([false, false]);
  });
});

describe.each(vietnamese)('%s', (path) => {
  const vi = pageAt(path).html;
  // the reference part has addresses of its own in each language
  const english = /hreflang="en" href="(?:https:\/\/[^/"]+)?([^"]+)"/.exec(vi)?.[1] ?? '';
  const en = pageAt(english).html;

  it('says its language', () => {
    expect(vi).toMatch(/^<!DOCTYPE html><html lang="vi">/i);
    expect(en).toMatch(/^<!DOCTYPE html><html lang="en">/i);
  });

  it('knows its twin, in hreflang and in the language switch', () => {
    for (const html of [vi, en]) {
      for (const [language, address] of [
        ['vi', path],
        ['en', english],
        ['x-default', path],
      ]) {
        expect(html).toMatch(
          new RegExp(`<link rel="alternate" hreflang="${language}" href="(?:https://[^/"]+)?${address}">`),
        );
      }
      expect(html).toMatch(new RegExp(`<a href="${path}" hreflang="vi" lang="vi"`));
      expect(html).toMatch(new RegExp(`<a href="${english}" hreflang="en" lang="en"`));
    }
  });

  it('has the same headings', () => {
    const skeleton = (html: string): string[] => [...html.matchAll(/<h([1-6])[\s>]/g)].map((match) => match[1] ?? '');
    expect(skeleton(vi).filter((level) => level === '1')).toHaveLength(1);
    expect(skeleton(en)).toEqual(skeleton(vi));
  });

  it('has ids without diacritics', () => {
    expect([...attributes(vi, 'id'), ...attributes(en, 'id')].filter((id) => !/^[\w:-]+$/.test(id))).toEqual([]);
  });
});
