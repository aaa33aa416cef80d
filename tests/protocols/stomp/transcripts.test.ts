/** The dialogues recorded from RabbitMQ 3.10.8, played again to our broker, byte by byte. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { play } from './dialogue.ts';
import { DIFFERENCES, SERVER_NAMES } from './differences.ts';
import { ourTarget } from './our-target.ts';

const RECORDED = join(import.meta.dirname, '../../transcripts/rabbitmq-3.10.8-stomp');
const names = globSync('*.txt', { cwd: RECORDED })
  .map((file) => basename(file, '.txt'))
  .sort();
const score = { found: 0, total: 0 };

/** What the server said, and that it closed. */
const isAnswer = (line: string): boolean => /^(?:[a-z][<|]|=<)/.test(line);

describe('STOMP as RabbitMQ 3.10.8 was recorded to speak it', () => {
  it.each(names)('%s', async (name) => {
    const recorded = readFileSync(join(RECORDED, `${name}.txt`), 'utf8')
      .trimEnd()
      .split('\n');
    const target = await ourTarget();
    const played = await play(recorded, target).finally(() => target.close());
    expect(target.bugs).toEqual([]);
    const ours = played.map((line) => line.replace(SERVER_NAMES.ours, SERVER_NAMES.recorded));
    const listed = DIFFERENCES.filter(({ file }) => file === name);
    const left = (lines: readonly string[], patterns: readonly RegExp[]): string[] =>
      lines.filter((line) => !(isAnswer(line) && patterns.some((pattern) => pattern.test(line))));
    const excused = { recorded: listed.flatMap((one) => one.recorded), ours: listed.flatMap((one) => one.ours) };
    expect(left(ours, excused.ours)).toEqual(left(recorded, excused.recorded));
    for (const pattern of excused.recorded)
      expect(
        recorded.some((line) => pattern.test(line)),
        String(pattern),
      ).toBe(true);
    for (const pattern of excused.ours)
      expect(
        ours.some((line) => pattern.test(line)),
        String(pattern),
      ).toBe(true);
    const answers = recorded.filter(isAnswer);
    score.total += answers.length;
    score.found += left(answers, excused.recorded).length;
  });

  afterAll(() => {
    console.log(`RabbitMQ 3.10.8, STOMP: ${score.found} of ${score.total} recorded lines answered alike.`);
  });
});
