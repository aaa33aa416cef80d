/** `write`: the lab's folder is what was written last, and nothing else. */
import { expect } from 'vitest';
import { finished, printed } from '../../support/finished.ts';
import type { ContractTest } from './stage.ts';

export function filesContract(test: ContractTest): void {
  test('runs the TypeScript and JavaScript files of the lab, in folders too', async (stage) => {
    const { stdout, exit } = await stage.run({
      'main.ts': `import { goi, type Kieu } from './lib/goi.ts';\nimport { dem } from './dem.js';\nconst x: Kieu = goi('A001');\nconsole.log(x, dem([1, 2]));\n`,
      'lib/goi.ts': `export interface Kieu { ten: string }\nexport const goi = (ten: string): Kieu => ({ ten });\n`,
      'dem.js': `export const dem = (list) => list.length;\n`,
    });
    expect(stdout).toBe("{ ten: 'A001' } 2\n");
    expect(exit.code).toBe(0);
  });

  test('replaces all files: what is not written again is gone', async (stage) => {
    await stage.run({ 'main.ts': `import './old.ts';`, 'old.ts': `console.log('old');` });
    const gone = await stage.run(`import './old.ts';`);
    expect(gone.exit.code).toBe(1);
    expect(gone.all).toContain('ERR_MODULE_NOT_FOUND');
    await stage.runtime.write({ 'other.ts': '' });
    const main = await finished(await stage.start('main.ts'));
    expect(main.exit.code).toBe(1);
    expect(main.all).toMatch(/Cannot find module '.*main\.ts'/);
  });

  test('lets the newest of several writes win', async (stage) => {
    const writes = ['một', 'hai', 'ba'].map((text) => stage.runtime.write({ 'main.ts': `console.log('${text}');` }));
    const results = await Promise.allSettled(writes);
    expect(results.at(-1)?.status).toBe('fulfilled');
    expect((await finished(await stage.start('main.ts'))).stdout).toBe('ba\n');
  });

  test('gives a running program the files it started with, and the next one the new files', async (stage) => {
    const waiting = await stage.program(`console.log('first');\nsetInterval(() => {}, 1000);`, { name: 'first' });
    await printed(waiting, 'first');
    expect((await stage.run(`console.log('second');`)).stdout).toBe('second\n');
  });

  test('does not write once the signal is aborted', async (stage) => {
    await stage.runtime.write({ 'main.ts': `console.log('kept');` });
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(stage.runtime.write({ 'main.ts': `console.log('lost');` }, signal)).rejects.toThrow('too late');
    expect((await finished(await stage.start('main.ts'))).stdout).toBe('kept\n');
  });
}
