/** Hand-made frames, as RabbitMQ 3.10.8 answered them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { RAW_DIFFERENCES } from './differences.ts';
import { playRaw } from './raw-stage.ts';
import { RAW } from './scenarios/raw.ts';

const recording = readFileSync(join(import.meta.dirname, 'rabbitmq-3.10.8', '90-raw-frames.txt'), 'utf8');
const sections = new Map(
  recording
    .trimEnd()
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [name = '', ...lines] = section.split('\n');
      return [name, lines.filter((line) => line !== '')] as const;
    }),
);

const score = { found: 0, total: 0 };

describe('RabbitMQ 3.10.8, frames by hand', () => {
  it('has a scenario for every section', () => expect(Object.keys(RAW)).toEqual([...sections.keys()]));

  it.each([...sections.keys()])('%s', async (name) => {
    const scenario = RAW[name];
    if (scenario === undefined) throw new Error(`no scenario for ${name}`);
    const played = await playRaw(name, scenario);
    expect(played.bugs).toEqual([]);
    const { found, total, missing, extra } = compare(sections.get(name) ?? [], played.lines);
    score.found += found;
    score.total += total;
    if (name in RAW_DIFFERENCES) expect(missing, 'listed as different, but alike').not.toEqual([]);
    else expect({ missing, extra }).toEqual({ missing: [], extra: [] });
  });

  afterAll(() => {
    console.log(`RabbitMQ 3.10.8, frames by hand: ${score.found} of ${score.total} recorded lines answered alike.`);
  });
});
