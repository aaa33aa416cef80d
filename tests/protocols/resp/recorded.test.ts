/** Ours against what Redis was recorded to answer. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expected, parseDialogues, play } from './dialogue.ts';
import { memoryTarget } from './memory-target.ts';

const FOLDER = join(import.meta.dirname, '../../transcripts/redis-7.0.15');
const files = globSync('*.txt', { cwd: FOLDER }).sort();

it('there are recordings', () => expect(files.length).toBeGreaterThan(0));

describe.each(files)('as Redis 7.0.15: %s', (file) => {
  const dialogues = parseDialogues(readFileSync(join(FOLDER, file), 'utf8'));
  it.each(dialogues.map((dialogue) => [dialogue.name, dialogue] as const))(
    `${basename(file, '.txt')}: %s`,
    async (_name, dialogue) => {
      const target = memoryTarget();
      const heard = await play(dialogue, target);
      const ours = dialogue.steps.map(({ line }, index) => [line, ...(heard[index] ?? [])]);
      expect(target.bugs).toEqual([]);
      expect(ours).toEqual(dialogue.steps.map((step) => [step.line, ...expected(step)]));
    },
  );
});
