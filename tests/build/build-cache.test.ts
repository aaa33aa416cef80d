/** A slow step runs again when, and only when, one of its inputs has changed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { cached } from '../../src/runtime/build/build-cache.ts';

const ROOT = join(import.meta.dirname, '../..');
mkdirSync(join(ROOT, '.cache'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.cache/inputs-'));
const name = `test-${basename(folder)}`;
const inputs = [`.cache/${basename(folder)}/**`];
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(ROOT, '.cache/runtime', `${name}.json`), { force: true });
});

it('makes a result once, and anew after a change, an addition or a removal', async () => {
  let made = 0;
  const get = (): Promise<{ text: string }> =>
    cached(name, inputs, () => Promise.resolve({ text: `đời thứ ${++made}` }));
  const first = join(folder, 'a.ts');
  writeFileSync(first, 'a');
  expect(await get()).toEqual({ text: 'đời thứ 1' });
  expect(await get()).toEqual({ text: 'đời thứ 1' });
  writeFileSync(first, 'b');
  expect(await get()).toEqual({ text: 'đời thứ 2' });
  writeFileSync(join(folder, 'c.ts'), '');
  expect(await get()).toEqual({ text: 'đời thứ 3' });
  rmSync(first);
  expect(await get()).toEqual({ text: 'đời thứ 4' });
  expect(await get()).toEqual({ text: 'đời thứ 4' });
});

it('keeps nothing of a step that failed', async () => {
  await expect(cached(name, inputs, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await cached(name, inputs, () => Promise.resolve(1))).toBe(1);
});
