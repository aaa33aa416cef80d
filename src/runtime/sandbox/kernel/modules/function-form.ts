/**
 * A module as a function, for what native modules cannot do: form a cycle (`cycle.ts`), or tell where a mistake is
 * (`syntax.ts`). No name is changed and no line moved: imported names are found in the object that `with` puts around
 * the strict function, exported ones are read by getters that the function hands out before its first line.
 */
import type { EsModuleSource, ExportSite } from '../../messages.ts';

/** The variable of a default export without a name. */
export const DEFAULT_EXPORT = '$default_';
/** What the function calls its parameters. */
const NAMES = { imports: 'ιmports', exports: 'ιexports' } as const;

type Edit = readonly [start: number, end: number, text: string];

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

const NAMED_DEFAULT = /^export\s+default\s+(?:async\s+)?(?:function\s*\*?|class)\s+(?!extends\b)[\p{ID_Start}$_]/u;
const BRACES = /^export\s*\{[^}]*\}/;

/** What becomes of an `export` at `start`: the statement stays, without the word. */
function exportEdit(code: string, start: number): Edit {
  const rest = code.slice(start);
  const braces = BRACES.exec(rest);
  if (braces !== null) return [start, start + braces[0].length, blank(braces[0])];
  const isDefault = /^export\s+default\b/.exec(rest);
  if (isDefault === null) return [start, start + 'export'.length, blank('export')];
  const end = start + isDefault[0].length;
  if (NAMED_DEFAULT.test(rest)) return [start, end, blank(isDefault[0])];
  // as long as `export default`
  return [start, end, `let ${DEFAULT_EXPORT}=`.padEnd(isDefault[0].length)];
}

function edits({ code, imports, exports }: EsModuleSource, words: Words): Edit[] {
  const own = imports.map((site): Edit => {
    if (site.kind === 'dynamic') return [site.start, site.end, words.dynamic];
    if (site.kind === 'meta') return [site.start, site.end, words.meta];
    const { start, end } = site.statement;
    return [start, end, blank(code.slice(start, end))];
  });
  const covered = new Set(own.map(([start]) => start));
  const starts = new Set(exports.map(({ start }) => start).filter((start) => !covered.has(start)));
  return [...own, ...[...starts].map((start) => exportEdit(code, start))].sort(([a], [b]) => a - b);
}

interface Words {
  readonly dynamic: string;
  readonly meta: string;
}

export interface FunctionForm {
  /** Expression: a function of the import scope that gives an async generator; its first step hands out the exports. */
  readonly text: string;
  /** Characters before the file's first one. */
  readonly prefixLength: number;
}

/** `declared`: names that stand for the imports where nothing is bound, so that a second declaration is a mistake. */
export function functionForm(source: EsModuleSource, words: Words, declared: readonly string[] = []): FunctionForm {
  let body = '';
  let at = 0;
  for (const [start, end, text] of edits(source, words)) {
    body += source.code.slice(at, start) + text;
    at = end;
  }
  body += source.code.slice(at);
  const getters = source.exports.filter(isLocal).map((site) => `${JSON.stringify(site.name)}:()=>${localOf(site)}`);
  const declarations = declared.length === 0 ? '' : `let ${declared.join(',')};`;
  const prefix =
    `function(${NAMES.imports},${NAMES.exports}){with(${NAMES.imports}){return async function*(){"use strict";` +
    `${NAMES.exports}({${getters.join(',')}});yield;${declarations}`;
  return { text: `${prefix}${body}\n}}}`, prefixLength: prefix.length };
}

const isLocal = ({ from }: ExportSite): boolean => from === undefined;
const localOf = ({ local }: ExportSite): string => local ?? DEFAULT_EXPORT;
