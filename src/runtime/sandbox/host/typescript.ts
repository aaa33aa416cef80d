/**
 * TypeScript → JavaScript with every token where it stood, as Node's own type stripping does it: sucrase takes the types
 * out and says where each token came from; the gaps are filled with blanks.
 */
import { transform } from 'sucrase';
import { decodeMappings } from './mappings.ts';

/** `column` of a token in the output must become `source`: they differ by what was taken out before it on the line. */
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
  if (sourceMap === undefined) return stripped;
  const tokens = decodeMappings(sourceMap.mappings);
  return stripped
    .split('\n')
    .map((line, row) => align(line, tokens[row] ?? []))
    .join('\n');
}

interface Token {
  readonly column: number;
  readonly source: number;
}

function align(line: string, tokens: readonly Token[]): string {
  let out = '';
  let at = 0;
  for (const { column, source } of tokens) {
    out += line.slice(at, column);
    at = column;
    if (source > out.length) out = out.padEnd(source);
  }
  return out + line.slice(at);
}
