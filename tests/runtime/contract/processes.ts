/** The process table: commands, names, and the end of everything. */
import { describe, expect, it } from 'vitest';
import { until } from '../../../src/runtime/watch.ts';
import { finished, printed } from '../../support/finished.ts';
import type { ContractOptions, ContractTest } from './stage.ts';

export function processesContract(test: ContractTest): void {
  test('rejects a command that it does not have, by name', async ({ runtime }) => {
    await expect(runtime.spawn('khong-co-lenh-nay', [], { name: 'x' })).rejects.toThrow('khong-co-lenh-nay');
  });

  test('rejects a name that a living process has, and gives it back afterwards', async (stage) => {
    const first = await stage.program(`setInterval(() => {}, 1000);`, { name: 'worker' });
    await expect(stage.start('main.ts', { name: 'worker' })).rejects.toThrow('"worker"');
    first.kill('SIGKILL');
    await first.exit;
    const second = await stage.start('main.ts', { name: 'worker' });
    expect(second.name).toBe('worker');
  });

  test('runs many processes at once, each with its own output', async (stage) => {
    await stage.runtime.write({ 'main.ts': `console.log('tôi là', process.argv[2], process.pid > 0);` });
    const names = Array.from({ length: 8 }, (_, i) => `p${i}`);
    const all = await Promise.all(
      names.map(async (name) => finished(await stage.start('main.ts', { name, args: [name] }))),
    );
    expect(all.map(({ stdout }) => stdout)).toEqual(names.map((name) => `tôi là ${name} true\n`));
  });

  test('gives each process an id of its own', async (stage) => {
    await stage.runtime.write({ 'main.ts': `console.log(process.pid);` });
    const [a, b] = await Promise.all([
      stage.start('main.ts', { name: 'a' }).then(finished),
      stage.start('main.ts', { name: 'b' }).then(finished),
    ]);
    expect(a.stdout).toMatch(/^\d+\n$/);
    expect(a.stdout).not.toBe(b.stdout);
  });
}

/** Runtimes of their own, which are closed within the test. */
export function disposeContract({ open }: ContractOptions): void {
  const LISTEN = `
    import { createServer } from 'node:net';
    const server = createServer().listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log('port', server.address().port));`;

  describe('dispose', () => {
    it('ends every process and frees its ports', async () => {
      const runtime = await open({ libraries: [] });
      expect(runtime.state.value).toEqual({ status: 'ready' });
      await runtime.write({ 'main.ts': LISTEN });
      const server = await runtime.spawn('node', ['main.ts'], { name: 'server' });
      const port = Number((await printed(server, /port (\d+)/))[1]);
      await until(runtime.ports, (ports) => ports.has(port));

      await runtime.dispose();
      expect((await server.exit).code).toBe(137);
      expect(runtime.state.value).toEqual({ status: 'disposed' });
      expect([...runtime.ports.value]).toEqual([]);
      await expect(runtime.spawn('node', ['main.ts'], { name: 'late' })).rejects.toThrow();
      await runtime.dispose();

      const next = await open({ libraries: [] });
      try {
        await next.write({ 'main.ts': LISTEN });
        const again = await next.spawn('node', ['main.ts', String(port)], { name: 'server' });
        await printed(again, `port ${port}`);
      } finally {
        await next.dispose();
      }
    });
  });
}
