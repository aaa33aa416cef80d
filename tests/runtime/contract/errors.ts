/** Mistakes of a program are told as Node tells them, with the learner's own file and line. */
import { expect } from 'vitest';
import type { ContractTest } from './stage.ts';

/** Title, `main.ts` (and a file beside it), what has to be told. */
const MISTAKES = [
  ['a syntax error', { 'main.ts': `console.log('a');\nconst = 2;\n` }, [/main\.ts:2/, /SyntaxError/]],
  [
    'a syntax error in an imported file',
    { 'main.ts': `import './lib/goi.ts';`, 'lib/goi.ts': `\n\nfunction (\n` },
    [/lib\/goi\.ts:3/, /SyntaxError/],
  ],
  [
    'a runtime error',
    {
      'main.ts': `import { goi } from './lib/goi.ts';\n\ngoi();\n`,
      'lib/goi.ts': `// một\nexport function goi() {\n  throw new TypeError('hỏng rồi');\n}\n`,
    },
    [/TypeError: hỏng rồi/, /lib\/goi\.ts:3/, /main\.ts:3/],
  ],
  [
    'an error in a callback',
    { 'main.ts': `setTimeout(() => {\n  JSON.parse('{');\n}, 1);\n` },
    [/SyntaxError: Expected property name or '}' in JSON/, /main\.ts:2/],
  ],
  [
    'a rejection',
    { 'main.ts': `async function hong() {\n  throw new Error('từ chối');\n}\nawait hong();\n` },
    [/Error: từ chối/, /main\.ts:2/, /main\.ts:4/],
  ],
  [
    'a missing file',
    { 'main.ts': `import './khong-co.ts';` },
    [/ERR_MODULE_NOT_FOUND/, /Cannot find module '.*khong-co\.ts'/],
  ],
  [
    'a missing package',
    { 'main.ts': `import 'khong-co';` },
    [/ERR_MODULE_NOT_FOUND/, /Cannot find package 'khong-co'/],
  ],
  [
    'a missing export',
    { 'main.ts': `import { b } from './a.ts';\nb();\n`, 'a.ts': `export const a = 1;\n` },
    [/main\.ts:1/, /SyntaxError: The requested module '\.\/a\.ts' does not provide an export named 'b'/],
  ],
] as const;

export function errorsContract(test: ContractTest): void {
  for (const [title, files, wanted] of MISTAKES) {
    test(`names file and line of ${title}, and ends with 1`, async (stage) => {
      const { all, exit } = await stage.run(files as Readonly<Record<string, string>>);
      for (const pattern of wanted) expect(all).toMatch(pattern);
      expect(exit).toEqual({ code: 1 });
    });
  }

  test('shows what was printed before the error', async (stage) => {
    const { stdout, exit } = await stage.run(`console.log('trước');\nthrow new Error('sau');`);
    expect(stdout).toContain('trước\n');
    expect(exit.code).toBe(1);
  });
}
