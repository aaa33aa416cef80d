/**
 * TypeScript → JavaScript with every token where it stood, as Node's own type stripping does it: sucrase takes the types
 * out and says where each token came from; the gaps are filled with blanks. What cannot be had by taking something out
 * (an enum) is refused, as Node refuses it.
 */
import { transform } from 'sucrase';
import { decodeMappings, type MappedToken } from './mappings.ts';

/** What Node says of it, and where it is: line from 1, column from 0. */
export class UnsupportedSyntax extends Error {
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/**
 * @throws UnsupportedSyntax
 * @throws Error with `loc` where it is no TypeScript
 */
export function stripTypes(code: string, path: string): string {
  const { code: stripped, sourceMap } = transform(code, {
    transforms: ['typescript'],
    disableESTransforms: true,
    keepUnusedImports: true,
    preserveDynamicImport: true,
    production: true,
    filePath: path,
    sourceMapOptions: { compiledFilename: path },
  });
  const tokens = decodeMappings(sourceMap?.mappings ?? '');
  const source = code.split('\n');
  const lines = stripped.split('\n').map((line, row) => align(line, tokens[row] ?? []));
  lines.forEach((line, row) => refuseAdditions(line, source, row));
  refuseNamespaces(source, lines);
  return lines.join('\n');
}

function align(line: string, tokens: readonly MappedToken[]): string {
  let out = '';
  let at = 0;
  for (const { column, source } of tokens) {
    out += line.slice(at, column);
    at = column;
    if (source > out.length) out = out.padEnd(source);
  }
  return out + line.slice(at);
}

const strict = (what: string): string => `TypeScript ${what} is not supported in strip-only mode`;

/** In the order in which they are tried on the line where sucrase had to write something. */
const ADDITIONS: readonly (readonly [RegExp, string])[] = [
  [/\benum\b/, strict('enum')],
  [/\bimport\s+(?:type\s+)?[\w$]+\s*=/, strict('import equals declaration')],
  [/\bexport\s*=/, strict('export assignment')],
  [/\b(?:public|private|protected|readonly|override)\b/, strict('parameter property')],
];

/** Whatever stands in the output must stand in the source, at the same place. */
function refuseAdditions(line: string, source: readonly string[], row: number): void {
  const original = source[row] ?? '';
  for (let column = 0; column < line.length; column += 1) {
    if (line[column] === original[column] || line[column] === ' ') continue;
    throw unsupported(source, row, column);
  }
}

/** The construct begins on this line or, with parameters in several lines, above it. */
function unsupported(source: readonly string[], row: number, column: number): UnsupportedSyntax {
  for (let at = row; at >= 0; at -= 1) {
    for (const [pattern, message] of ADDITIONS) {
      const match = pattern.exec(source[at] ?? '');
      if (match !== null) return new UnsupportedSyntax(message, at + 1, match.index);
    }
  }
  return new UnsupportedSyntax(strict('syntax'), row + 1, column);
}

const NAMESPACE = /^\s*(?:export\s+)?(namespace|module)\s+[\w$.]+\s*\{/;
const RUNS = /\b(?:const|let|var|function|class|enum)\b/;

/** sucrase takes out whole namespaces, also those that would do something. */
function refuseNamespaces(source: readonly string[], lines: readonly string[]): void {
  source.forEach((text, row) => {
    const match = NAMESPACE.exec(text);
    if (match === null || lines[row]?.slice(match.index, match.index + match[0].length).trim() !== '') return;
    const column = text.search(/\S/);
    if (match[1] === 'module') {
      throw new UnsupportedSyntax('`module` keyword is not supported. Use `namespace` instead.', row + 1, column);
    }
    let taken = row + 1;
    while (taken < lines.length && lines[taken]?.trim() === '' && !/^\}/.test(source[taken] ?? '')) taken += 1;
    const body = [text.slice(match[0].length), ...source.slice(row + 1, taken)].join('\n');
    if (RUNS.test(body)) throw new UnsupportedSyntax(strict('namespace declaration'), row + 1, column);
  });
}
