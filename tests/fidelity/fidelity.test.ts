/** The fidelity pages say what the tests' data says: no more, no less, nothing twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIDELITY } from '../../src/reference/fidelity.ts';
import { fidelityOf, itemsOf } from './build.ts';
import { protocols } from './index.ts';
import type { FeatureSpec } from './spec.ts';

const ROOT = join(import.meta.dirname, '../..');
const specs = protocols();

it('has a page for each protocol', () => {
  expect(FIDELITY.map(({ protocol }) => protocol)).toEqual(specs.map(({ protocol }) => protocol));
});

describe.each(specs)('$name', (spec) => {
  const features: readonly FeatureSpec[] = spec.areas.flatMap((area) => area.features);

  it('is committed as the tests have it (npm run fidelity)', () => {
    const committed = FIDELITY.find(({ protocol }) => protocol === spec.protocol);
    expect(committed).toEqual(JSON.parse(JSON.stringify(fidelityOf(spec))));
  });

  it.each(spec.sources)('names each of $id once', (source) => {
    const named = features.flatMap((feature) => itemsOf(feature, source));
    expect(named.toSorted(), `name a new recording in tests/fidelity/${spec.protocol}.ts`).toEqual(
      [...source.items].sort(),
    );
  });

  it.each(spec.sources)('says nothing of what $id does not have', (source) => {
    const beginnings = features.flatMap((feature) => feature.checks?.[source.id] ?? []);
    expect(beginnings.filter((beginning) => !source.items.some((item) => item.startsWith(beginning)))).toEqual([]);
  });

  it.each(features)('tells of every difference, and of no other: $title.en', (feature) => {
    const different = spec.sources.some((source) =>
      itemsOf(feature, source).some((item) => source.different.includes(item)),
    );
    expect(feature.differs !== undefined).toBe(different);
    if (different) expect(feature.remark).toBeDefined();
  });

  it.each(features)('has something that holds it: $title.en', (feature) => {
    const asked = spec.sources.some((source) => itemsOf(feature, source).length > 0);
    expect(asked).toBe(feature.unasked === undefined);
    if (asked) return;
    const [file, words] = feature.test ?? ['', ''];
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(words);
  });
});
