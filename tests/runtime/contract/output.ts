/** What programs print and read: every character, in order, before the exit is told. */
import { expect } from 'vitest';
import type { OutputChunk } from '../../../src/runtime/runtime.ts';
import { finished, printed } from '../../support/finished.ts';
import type { ContractTest } from './stage.ts';

const SENTENCE = 'Đơn hàng #A001: Mua 1 điện thoại — “ữ ỡ ặ” 📮';

export function outputContract(test: ContractTest): void {
  test('hands out stdout and stderr with Vietnamese text intact', async (stage) => {
    const { stdout, stderr, exit } = await stage.run(
      `console.log('${SENTENCE}');\nconsole.error('lỗi: ${SENTENCE}');\nprocess.stdout.write('không xuống dòng');\n`,
    );
    expect(stdout).toBe(`${SENTENCE}\nkhông xuống dòng`);
    expect(stderr).toBe(`lỗi: ${SENTENCE}\n`);
    expect(exit.code).toBe(0);
  });

  test('prints values as Node does', async (stage) => {
    const { stdout } = await stage.run(
      `console.log({ id: 'A001', tags: new Set([1]), nested: { a: { b: { c: 1 } } } }, [1.5, -0, null], 'x', new Map([['k', Buffer.from('đ')]]));\n`,
    );
    expect(stdout).toBe(
      "{ id: 'A001', tags: Set(1) { 1 }, nested: { a: { b: [Object] } } } [ 1.5, -0, null ] x Map(1) { 'k' => <Buffer c4 91> }\n",
    );
  });

  test('hands out long output whole, all of it before the exit', async (stage) => {
    const line = 'ữ'.repeat(997);
    const { stdout, exit } = await stage.run(`for (let i = 0; i < 300; i++) console.log(i, '${line}');\n`);
    expect(stdout === Array.from({ length: 300 }, (_, i) => `${i} ${line}\n`).join('')).toBe(true);
    expect(exit.code).toBe(0);
  });

  test('replays the output to those who look later, and then goes on', async (stage) => {
    const process = await stage.program(
      `console.log('trước');\nprocess.stdin.once('data', () => { console.log('sau'); process.exit(); });\n`,
    );
    await printed(process, 'trước');
    const seen: OutputChunk[] = [];
    process.output((chunk) => seen.push(chunk));
    process.input('\n');
    await process.exit;
    expect(seen.map(({ text }) => text).join('')).toBe('trước\nsau\n');
    expect((await finished(process)).stdout).toBe('trước\nsau\n');
  });

  test('stops calling a listener that has left', async (stage) => {
    const process = await stage.program(`console.log('a');\nprocess.stdin.once('data', () => process.exit());\n`);
    let calls = 0;
    process.output(() => calls++)();
    const before = calls;
    await printed(process, 'a');
    process.input('\n');
    await process.exit;
    expect(calls).toBe(before);
  });

  test('gives the program its arguments and its environment', async (stage) => {
    const { stdout } = await stage.run(
      `console.log(JSON.stringify([process.argv.slice(2), process.env.TEN, process.env.KHONG_CO ?? null]));\n`,
      { args: ['một', '--cổng=5672', 'có dấu cách'], env: { TEN: 'bưu cục' } },
    );
    expect(JSON.parse(stdout)).toEqual([['một', '--cổng=5672', 'có dấu cách'], 'bưu cục', null]);
  });

  test('hands what is typed to stdin', async (stage) => {
    const process = await stage.program(
      `import { createInterface } from 'node:readline';\n` +
        `const lines = createInterface({ input: process.stdin });\n` +
        `console.log('sẵn sàng');\n` +
        `for await (const line of lines) { console.log('nhận:', line); if (line === 'hết') break; }\n` +
        `process.exit(4);\n`,
    );
    await printed(process, 'sẵn sàng');
    process.input('xin chào\nmột ');
    await printed(process, 'nhận: xin chào');
    process.input('hai\nhết\n');
    const { stdout, exit } = await finished(process);
    expect(stdout).toContain('nhận: một hai\n');
    expect(exit.code).toBe(4);
  });
}
