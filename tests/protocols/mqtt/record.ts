/**
 * Plays the dialogues against a broker and prints what it said:
 * `node tests/protocols/mqtt/record.ts 1883 > tests/protocols/mqtt/recorded/mosquitto-2.0.11.txt`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDialogues, play } from './dialogue.ts';
import { tcpTarget } from './tcp-target.ts';

const [port = '1883', quiet = '150', only = ''] = process.argv.slice(2);
const text = readFileSync(join(import.meta.dirname, 'dialogues.txt'), 'utf8');
const target = tcpTarget({ port: Number(port), quietMs: Number(quiet) });
for (const dialogue of parseDialogues(text)) {
  if (!dialogue.name.includes(only)) continue;
  console.log(`### ${dialogue.name}`);
  for (const line of await play(dialogue, target)) console.log(line);
}
