/** Types are taken out as Node's own parser does it, character by character; what it refuses is refused in its words. */
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { stripTypes } from '../../src/runtime/sandbox/host/typescript.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Comments between types may stay or go: they are blanked on both sides, as is the blank at a line's end. */
function withoutComments(code: string, source: string): string[] {
  const out = code.split('');
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source);
  const comments = [ts.SyntaxKind.SingleLineCommentTrivia, ts.SyntaxKind.MultiLineCommentTrivia];
  let braces: number[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    if (kind === ts.SyntaxKind.CloseBraceToken && braces.at(-1) === 0) {
      kind = scanner.reScanTemplateToken(false);
      if (kind === ts.SyntaxKind.TemplateTail) braces = braces.slice(0, -1);
    } else if (kind === ts.SyntaxKind.TemplateHead) braces.push(0);
    else if (kind === ts.SyntaxKind.OpenBraceToken && braces.length > 0) braces.push((braces.pop() ?? 0) + 1);
    else if (kind === ts.SyntaxKind.CloseBraceToken && braces.length > 0) braces.push((braces.pop() ?? 0) - 1);
    else if (kind === ts.SyntaxKind.SlashToken) scanner.reScanSlashToken();
    if (!comments.includes(kind)) continue;
    for (let at = scanner.getTokenStart(); at < scanner.getTokenEnd(); at += 1) {
      if (out[at] !== '\n') out[at] = ' ';
    }
  }
  return out
    .join('')
    .split('\n')
    .map((line) => line.trimEnd());
}

const outcome = (strip: () => string): string => {
  try {
    return strip();
  } catch (error) {
    return `${(error as Error).message.replace(/ \(\d+:\d+\)$/, '')}`;
  }
};

describe('type stripping', () => {
  const files = globSync('{src,content,tests,bench,scripts}/**/*.ts', { cwd: ROOT });

  it('leaves of every file of this project what Node leaves of it', () => {
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const source = readFileSync(join(ROOT, file), 'utf8');
      const expected = withoutComments(stripTypeScriptTypes(source), source);
      expect(withoutComments(stripTypes(source), source), file).toEqual(expected);
    }
  });

  it.each([
    `abstract class A<T> extends B<T> implements C { private static readonly x?: number = 1; declare y: string; z!: number;\n abstract m(): void; override foo?(this: A<T>, a?: number): void { super.foo!(a!); } [k: string]: any; get q(): number { return 1 } }`,
    `import type A, { B } from "x";\nimport { type E, F, type as G } from "y";\nimport type { H,\n I } from 'z'\nimport type from "q";\nimport type * as N from 'n';`,
    `export { type H, I };\nexport type { J } from 'k';\nexport type * from "k";\nexport type K = 1;\nexport interface L {}\nexport declare const m: 1;\nexport default interface M {}`,
    `function f(a: string): void;\nfunction f(a: any) { return a as const satisfies X; }\nlet x!: number; const g = async <T>(a?: T): Promise<T> => a!; label: for (const q of [] as any[]) {}`,
    `const a = (b: number): {\n  c: string;\n} => ({ c: String(b) });`,
    `let a = b as any\n(c)\nlet d: string\n[e] = f\ntype G = 1\n;[1].map(x => x)`,
    `class A {\n x: number\n [y] = 1\n z = <T,>(a: T) => a\n}`,
    `declare module 'x' { const y: number }\ndeclare global { interface Window { z: 1 } }\nnamespace N { export type a = 1 }\nconst type = 1, as = 2, declare = 3; type\nas\n`,
    `const x = a < b ? c : d; const y = f<string>(a)<b; new Map<string, Set<number>>(); const t = \`\${x as string} : \${y!}\`;`,
    `for (const [k, v] of Object.entries(o) as [string, number][]) { if (k satisfies string) break; }`,
    `function assertIsString(val: any): asserts val is string {}\nfunction isA(this: Foo, x: unknown): x is A { return true }\nlet u: typeof import('x'); let w: unique symbol;`,
    `enum A { b }`,
    `const enum A { b }`,
    `namespace N { export const a = 1 }`,
    `export namespace N { function f() {} }`,
    `module M { }`,
    `class A { constructor(private x: number) {} }`,
    `class A { constructor(a, readonly b = 1) {} }`,
    `import x = require("fs")`,
    `export = 5`,
    `export import a = b.c;`,
    `const x = <number>5;`,
    `const y = f(<any>(z));`,
  ])('%s', (source) => {
    const expected = outcome(() => stripTypeScriptTypes(source));
    const received = outcome(() => stripTypes(source));
    expect(withoutComments(received, source)).toEqual(withoutComments(expected, source));
  });
});
