/** What a file imports and exports, by es-module-lexer: enough to link it without running it. */
import { type Export, type Import, init, parse } from 'es-module-lexer/js';
import type { EsModuleSource, ExportSite, ImportedName, ImportSite } from '../messages.ts';

/** Settles once `scan` may be called. */
export const scannerReady: Promise<unknown> = init();

/** @throws Error with `idx` where the text is no module. */
export function scan(code: string, path: string): EsModuleSource {
  const [imports, exports] = parse(code, path);
  return {
    kind: 'esm',
    code: blankAttributes(code, imports),
    imports: imports.flatMap((it) => importSite(it, code) ?? []),
    exports: exports.flatMap((it) => exportSite(it) ?? []),
  };
}

/** Whether Node would take it for a module though nothing says so. */
export function isModuleText(code: string): boolean {
  try {
    const [, , , hasModuleSyntax] = parse(code);
    return hasModuleSyntax;
  } catch {
    return /^\s*(?:import|export)\b/m.test(code);
  }
}

function importSite(found: Import, code: string): ImportSite | undefined {
  const { start, end } = found;
  if (found.type === 'import-meta') return { kind: 'meta', start, end };
  if (found.type === 'dynamic') {
    const word = { start: found.importStart, end: found.importStart + 'import'.length };
    const known = found.specifier !== undefined && !found.glob;
    return { kind: 'dynamic', ...word, ...(known ? { specifier: found.specifier } : {}) };
  }
  if (found.typeOnly) return undefined;
  const clause = withoutComments(code.slice(found.importStart, start));
  const type = found.attributes?.find(([key]) => key === 'type')?.[1];
  const namespace = /^import\b[^{]*\*\s*as\s+([\p{ID_Continue}$]+)/u.exec(clause)?.[1];
  return {
    kind: 'static',
    start,
    end,
    specifier: found.specifier,
    statement: { start: found.importStart, end: found.importEnd },
    names: importedNames(clause, found.importStart),
    ...(namespace === undefined ? {} : { namespace }),
    ...(type === undefined ? {} : { type }),
    ...(found.type === 'reexport-star' && !/\bas\b/.test(clause) ? { star: true } : {}),
  };
}

function exportSite(found: Export): ExportSite | undefined {
  if (found.typeOnly || found.type === 'reexport-all') return undefined;
  const { name, exportStart: start } = found;
  if (found.type === 'reexport') return { name, start, from: { specifier: found.from, imported: found.importName } };
  return { name, start, ...(found.localName === undefined ? {} : { local: found.localName }) };
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[^]*?\*\/|\/\/.*/g, (comment) => comment.replace(/[^\n]/g, ' '));

const ITEM = /^\s*("[^"]*"|'[^']*'|[\p{ID_Start}$_][\p{ID_Continue}$]*)(?:\s+as\s+([\p{ID_Continue}$]+))?/u;

/** `import a, { b as c }`: `default` as `a`, and `b` as `c`, each with its place in the file. */
function importedNames(clause: string, offset: number): ImportedName[] {
  const names: ImportedName[] = [];
  const imports = clause.startsWith('import');
  const first = /^import\s+(?!from\b)([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(clause);
  if (first?.[1] !== undefined) {
    names.push({ name: 'default', local: first[1], start: offset + first[0].length - first[1].length });
  }
  const braces = /\{([^}]*)\}/.exec(clause);
  if (braces?.[1] === undefined) return names;
  let at = braces.index + 1;
  for (const item of braces[1].split(',')) {
    const [, word, renamed] = ITEM.exec(item) ?? [];
    if (word !== undefined) {
      const name = word.replace(/^["']|["']$/g, '');
      const start = offset + at + item.indexOf(word);
      names.push({ name, start, ...(imports ? { local: renamed ?? name } : {}) });
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
    out = out.slice(0, from) + code.slice(from, to).replace(/[^\n]/g, ' ') + out.slice(to);
  }
  return out;
}
