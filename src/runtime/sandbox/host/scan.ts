/** What a file imports and exports, by es-module-lexer: enough to link it without running it. */
import { type Import, init, parse } from 'es-module-lexer/js';
import type { EsModuleSource, ImportedName, ImportSite } from '../messages.ts';

/** Settles once `scan` may be called. */
export const scannerReady: Promise<unknown> = init();

/** @throws Error with `loc` where the text is no module. */
export function scan(code: string, path: string): EsModuleSource {
  const [imports, exports] = parse(code, path);
  const names = exports.flatMap((it) => (it.type === 'direct' || it.type === 'reexport' ? [it.name] : []));
  return {
    kind: 'esm',
    code: blankAttributes(code, imports),
    imports: imports.flatMap((it) => siteOf(it, code)),
    exports: names,
  };
}

export const isModuleText = (code: string): boolean => {
  try {
    const [imports, exports] = parse(code);
    return exports.length > 0 || imports.some(({ type }) => type !== 'dynamic');
  } catch {
    return /^\s*(?:import|export)\b/m.test(code);
  }
};

function siteOf(found: Import, code: string): ImportSite[] {
  const { start, end } = found;
  switch (found.type) {
    case 'import-meta':
      return [{ kind: 'meta', start, end }];
    case 'dynamic': {
      const site = { kind: 'dynamic', start: found.importStart, end: found.importStart + 'import'.length } as const;
      return [found.specifier === undefined || found.glob ? site : { ...site, specifier: found.specifier }];
    }
    case 'reexport-star':
    case 'static': {
      const clause = code.slice(found.importStart, start);
      const kind = found.type === 'reexport-star' && !/\bas\b/.test(clause) ? 'star' : 'static';
      return [{ kind, start, end, specifier: found.specifier, names: importedNames(clause, found.importStart) }];
    }
  }
}

/** `import a, { b as c, d } from`: `default`, `b` and `d`, each with its place in the file. */
function importedNames(clause: string, offset: number): ImportedName[] {
  const text = clause.replace(/\/\*[^]*?\*\/|\/\/.*/g, (comment) => ' '.repeat(comment.length));
  const names: ImportedName[] = [];
  const first = /^import\s+(?!from\b)([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(text);
  if (first?.[1] !== undefined) names.push({ name: 'default', start: offset + first[0].length - first[1].length });
  const braces = /\{([^}]*)\}/.exec(text);
  if (braces?.[1] === undefined) return names;
  let at = braces.index + 1;
  for (const item of braces[1].split(',')) {
    const match = /^\s*("[^"]*"|'[^']*'|[\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(item);
    if (match?.[1] !== undefined) {
      const name = match[1].replace(/^["']|["']$/g, '');
      names.push({ name, start: offset + at + match[0].length - match[1].length });
    }
    at += item.length + 1;
  }
  return names;
}

/** `with { type: 'json' }` is for us alone: what the browser gets is a script in any case. */
function blankAttributes(code: string, imports: readonly Import[]): string {
  let out = code;
  for (const found of imports) {
    if ((found.type !== 'static' && found.type !== 'reexport-star') || found.attributesStart < 0) continue;
    const from = code.lastIndexOf('with', found.attributesStart);
    const to = code.indexOf('}', found.attributesStart) + 1;
    const blank = code.slice(from, to).replace(/[^\n]/g, ' ');
    out = out.slice(0, from) + blank + out.slice(to);
  }
  return out;
}
