import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { memoryPipe } from '../../src/network/memory-pipe.ts';
import type { Pipe } from '../../src/network/pipe.ts';

function ear(pipe: Pipe): string[] {
  const heard: string[] = [];
  pipe.listen({
    data: (chunk) => heard.push(new TextDecoder().decode(chunk)),
    closed: (how) => heard.push(`<${how}>`),
    drained: () => heard.push('<drained>'),
  });
  return heard;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('carries bytes both ways, in order, and never at once', async () => {
  const [a, b] = memoryPipe();
  const [atA, atB] = [ear(a), ear(b)];
  a.write(bytes('1'));
  a.write(bytes('2'));
  b.write(bytes('3'));
  expect(atB).toEqual([]);
  await turn();
  expect([atA, atB]).toEqual([['3'], ['1', '2']]);
});

it('keeps what came before anyone listened', async () => {
  const [a, b] = memoryPipe();
  a.write(bytes('early'));
  a.end();
  await turn();
  const heard = ear(b);
  await turn();
  expect(heard).toEqual(['early', '<end>']);
});

it('ends one way: the other end may still speak', async () => {
  const [a, b] = memoryPipe();
  const atA = ear(a);
  ear(b);
  a.end();
  a.write(bytes('too late'));
  await turn();
  b.write(bytes('still'));
  b.end();
  await turn();
  expect(atA).toEqual(['still', '<end>']);
});

it('is lost at once when it is destroyed', async () => {
  const [a, b] = memoryPipe();
  const [atA, atB] = [ear(a), ear(b)];
  b.write(bytes('unheard'));
  a.destroy();
  a.destroy();
  await turn();
  expect([atA, atB]).toEqual([[], ['<lost>']]);
});

it('says when it is full and when it has room again', async () => {
  const [a, b] = memoryPipe({ highWaterBytes: 4 });
  const atA = ear(a);
  ear(b);
  expect(a.write(bytes('1234'))).toBe(true);
  expect(a.write(bytes('5'))).toBe(false);
  await turn();
  expect(atA).toEqual(['<drained>']);
  expect(a.write(bytes('6'))).toBe(true);
});
