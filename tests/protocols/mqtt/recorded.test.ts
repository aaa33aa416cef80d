/**
 * What Mosquitto and RabbitMQ answered, recorded by `record.ts`, and what our broker answers to the same. Where it does
 * otherwise on purpose, `*.differences.txt` has its answers and the reason.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDialogues, play } from './dialogue.ts';
import { memoryTarget, type MemoryOptions } from './memory-target.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const transcripts = (name: string): ReadonlyMap<string, readonly string[]> =>
  new Map(parseDialogues(read(`recorded/${name}.txt`)).map(({ name: title, steps }) => [title, steps]));

const PEERS: readonly { name: string; recording: string; options: MemoryOptions }[] = [
  { name: 'mosquitto', recording: 'mosquitto-2.0.11', options: {} },
  { name: 'rabbitmq', recording: 'rabbitmq-3.10.8', options: { profile: 'rabbitmq', brokerProfile: '3.10' } },
];

describe.each(PEERS)('as $recording', ({ name, recording, options }) => {
  const dialogues = parseDialogues(read(`${name}.dialogues.txt`));
  const recorded = transcripts(recording);
  const differences = transcripts(`${recording}.differences`);

  it('has every dialogue recorded, and every difference still one', () => {
    const names = dialogues.map((dialogue) => dialogue.name);
    expect([...recorded.keys()]).toEqual(names);
    for (const [title, ours] of differences) expect(recorded.get(title), title).not.toEqual(ours);
  });

  it.each(dialogues)('$name $clauses', async (dialogue) => {
    const target = memoryTarget(options);
    const said = (await play(dialogue, target)).map((line) => line.trim());
    expect(target.bugs).toEqual([]);
    expect(said).toEqual(differences.get(dialogue.name) ?? recorded.get(dialogue.name));
  });
});
