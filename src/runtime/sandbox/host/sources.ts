/** The lab's files as the loader needs them: prepared when something first imports them, once per text. */
import type { ModuleSource, SourceError } from '../messages.ts';
import { resolveSpecifier } from '../specifier.ts';
import { isModuleText, scan } from './scan.ts';
import { stripTypes } from './typescript.ts';
import { UnsupportedSyntax } from './unsupported-syntax.ts';

type Files = Readonly<Record<string, string>>;

const cache = new Map<string, ModuleSource>();
/** Texts kept: far more than a lab has, edits included. */
const CACHE_MAX = 500;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** `type` of the nearest package.json; undefined where none says. */
function packageType(path: string, files: Files): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const text = files[`${folder === '/' ? '' : folder}/package.json`];
    if (text !== undefined) {
      try {
        return (JSON.parse(text) as { type?: string }).type ?? 'unsaid';
      } catch {
        return undefined;
      }
    }
    if (folder === '/') return undefined;
  }
}

type Format = 'esm' | 'commonjs' | 'json' | 'other';

function formatOf(path: string, text: () => string, files: Files): Format {
  if (path.endsWith('.json')) return 'json';
  if (/\.m[jt]s$/.test(path)) return 'esm';
  if (/\.c[jt]s$/.test(path)) return 'commonjs';
  if (!/\.[jt]s$/.test(path)) return 'other';
  const type = packageType(path, files);
  if (type === 'module') return 'esm';
  if (type === 'commonjs') return 'commonjs';
  return isModuleText(text()) ? 'esm' : 'commonjs';
}

/** sucrase and the lexer say where, each in its own way. */
function explain(error: unknown, path: string, text: string): SourceError {
  if (error instanceof UnsupportedSyntax) {
    const { message, offset } = error;
    const code = 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
    return { name: 'SyntaxError', code, message, ...placeAt(text, offset) };
  }
  const { message, loc, idx } = error as { message: string; loc?: { line: number; column: number }; idx?: number };
  const place = loc === undefined ? placeAt(text, idx) : { line: loc.line, column: loc.column - 1 };
  const words = message.replace(/^SyntaxError: /, '').replace(/ ?\(\d+:\d+\)$/, '');
  const typed = /\.[cm]?ts$/.test(path);
  return {
    name: 'SyntaxError',
    message: words === 'Unexpected token' ? `${words}${tokenAt(text, place)}` : words,
    ...(typed ? { code: 'ERR_INVALID_TYPESCRIPT_SYNTAX' } : {}),
    ...place,
  };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function placeAt(text: string, offset: number | undefined): Place | undefined {
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length };
}

/** As Node's parser says it: which token it was. */
function tokenAt(text: string, place: Place | undefined): string {
  const rest = text.split('\n')[(place?.line ?? 0) - 1]?.slice(place?.column) ?? '';
  const token = /^(?:[\p{ID_Continue}$]+|\S)/u.exec(rest)?.[0];
  return token === undefined ? '' : ` \`${token}\``;
}

function prepare(path: string, text: string, format: Format): ModuleSource {
  try {
    if (format === 'json') return { kind: 'json', code: text };
    const code = /\.[cm]?ts$/.test(path) ? stripTypes(text) : text;
    if (format === 'commonjs') return { kind: 'commonjs', code };
    return scan(code, path);
  } catch (error) {
    return { kind: 'broken', error: explain(error, path, text) };
  }
}

export function sourceOf(path: string, files: Files): ModuleSource | undefined {
  const text = files[path];
  if (text === undefined) return undefined;
  let code: string | undefined;
  const plain = () => (code ??= /\.ts$/.test(path) ? tryStrip(text) : text);
  const format = formatOf(path, plain, files);
  if (format === 'other') return undefined;
  const key = `${path}\0${format}\0${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= CACHE_MAX) cache.clear();
  const source = prepare(path, text, format);
  cache.set(key, source);
  return source;
}

function tryStrip(text: string): string {
  try {
    return stripTypes(text);
  } catch {
    return text;
  }
}

/** `path` and every file that it reaches by imports that can be read off; CommonJS asks at run time, so it gets all. */
export function reach(path: string, files: Files): Record<string, ModuleSource> {
  const found: Record<string, ModuleSource> = {};
  const todo = [path];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (found[next] !== undefined) continue;
    const source = sourceOf(next, files);
    if (source === undefined) continue;
    found[next] = source;
    if (source.kind === 'commonjs') todo.push(...Object.keys(files).filter((file) => /\.(?:c?[jt]s|json)$/.test(file)));
    if (source.kind !== 'esm') continue;
    for (const site of source.imports) {
      const specifier = site.kind === 'meta' ? undefined : site.specifier;
      const target = specifier === undefined ? undefined : resolveSpecifier(specifier, next, () => false);
      if (target?.kind === 'file') todo.push(target.path);
    }
  }
  return found;
}
