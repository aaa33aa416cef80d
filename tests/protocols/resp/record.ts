/**
 * Plays the dialogues of the files that are named against a Redis server and writes down what it answered:
 * `node tests/protocols/resp/record.ts 6379 tests/transcripts/redis-7.0.15/*.txt`. It empties that server.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseDialogues, play, printDialogues } from './dialogue.ts';
import { tcpTarget } from './tcp-target.ts';

const [port = '6379', ...files] = process.argv.slice(2);
const target = await tcpTarget(Number(port));
for (const file of files) {
  const dialogues = [];
  for (const dialogue of parseDialogues(readFileSync(file, 'utf8'))) {
    await target.clean();
    const heard = await play(dialogue, target);
    dialogues.push({
      ...dialogue,
      steps: dialogue.steps.map((step, index) => ({ ...step, heard: heard[index] ?? [] })),
    });
  }
  writeFileSync(file, printDialogues(dialogues));
  console.log(`${file}: ${dialogues.length} dialogues`);
}
target.close();
