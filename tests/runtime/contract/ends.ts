/** How programs end: by themselves, by a signal, and in any case when they are told to. */
import { expect } from 'vitest';
import type { Process, Signal } from '../../../src/runtime/runtime.ts';
import { finished, printed } from '../../support/finished.ts';
import type { ContractTest } from './stage.ts';

/** On a machine that is busy with other things the time may pass by itself: the best of three counts. */
const TIMED = { retry: 2 };

async function stopped(process: Process, signal: Signal): Promise<{ ms: number; code: number }> {
  const begin = performance.now();
  process.kill(signal);
  const { code } = await process.exit;
  return { ms: performance.now() - begin, code };
}

const CODES = [
  ['ends with 0 when nothing is left to do', `setTimeout(() => console.log('xong'), 5);`, 0],
  ['ends with the code of process.exit', `process.on('exit', (code) => console.log(code));\nprocess.exit(7);`, 7],
  ['ends with process.exitCode', `process.exitCode = 3;`, 3],
  ['ends with 1 after an error that nobody caught', `setTimeout(() => { throw new Error('x'); }, 1);`, 1],
  [
    'ends with 1 after a rejection that nobody caught',
    `void Promise.reject(new Error('x'));\nsetTimeout(() => {}, 60_000);`,
    1,
  ],
  ['ends with 13 when top-level await can never settle', `await new Promise(() => {});`, 13],
] as const;

const LOOPS = [
  ['an endless loop', `console.log('bắt đầu');\nwhile (true) {}`],
  ['an endless chain of promises', `console.log('bắt đầu');\nfor (;;) await null;`],
  ['a flood of output', `for (;;) console.log('bắt đầu');`],
] as const;

export function endsContract(test: ContractTest): void {
  for (const [title, program, code] of CODES) {
    test(title, async (stage) => expect((await stage.run(program)).exit).toEqual({ code }));
  }

  test('runs nothing after process.exit', async (stage) => {
    const { stdout } = await stage.run(
      `console.log('a');\nprocess.exit(0);\nconsole.log('b');\nsetTimeout(() => console.log('c'), 1);`,
    );
    expect(stdout).toBe('a\n');
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ] as const) {
    test(`${signal} ends a waiting program with ${code}`, async (stage) => {
      const process = await stage.program(`setInterval(() => {}, 1000);\nconsole.log('đang chạy');`);
      await printed(process, 'đang chạy');
      process.kill(signal);
      expect((await finished(process)).exit).toEqual({ code, signal });
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`a program may answer ${signal} with an end of its own`, async (stage) => {
      const process = await stage.program(
        `process.on('${signal}', (name) => { console.log('dừng vì', name); process.exit(9); });\n` +
          `setInterval(() => {}, 1000);\nconsole.log('đang chạy');`,
      );
      await printed(process, 'đang chạy');
      process.kill(signal);
      const { stdout, exit } = await finished(process);
      expect(stdout).toBe(`đang chạy\ndừng vì ${signal}\n`);
      expect(exit).toEqual({ code: 9 });
    });
  }

  test(
    'a program that does not end after SIGTERM is killed',
    async (stage) => {
      const process = await stage.program(
        `process.on('SIGTERM', () => {});\nsetInterval(() => {}, 1000);\nconsole.log('đang chạy');`,
      );
      await printed(process, 'đang chạy');
      const { ms, code } = await stopped(process, 'SIGTERM');
      expect(code).toBe(137);
      expect(ms).toBeLessThan(stage.stopMs);
    },
    TIMED,
  );

  for (const [title, program] of LOOPS) {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      test(
        `${signal} stops ${title} at once`,
        async (stage) => {
          const process = await stage.program(program);
          await printed(process, 'bắt đầu');
          const { ms, code } = await stopped(process, signal);
          expect(ms).toBeLessThan(stage.stopMs);
          expect(signal === 'SIGKILL' ? [137] : [130, 137]).toContain(code);
          // the runtime lives on
          expect((await stage.run(`console.log('còn sống');`)).stdout).toBe('còn sống\n');
        },
        TIMED,
      );
    }
  }

  test('a signal to a program that has ended does nothing', async (stage) => {
    const process = await stage.program(`process.exit(5);`);
    expect(await process.exit).toEqual({ code: 5 });
    process.kill('SIGTERM');
    process.input('ai đó?\n');
    expect(await process.exit).toEqual({ code: 5 });
  });
}
