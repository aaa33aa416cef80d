/**
 * Plays dialogues against a broker on a port and prints what it said; for RabbitMQ with 150 ms of quiet after each step:
 *
 *     node tests/protocols/mqtt/record.ts mosquitto 1883 > tests/protocols/mqtt/recorded/mosquitto-2.0.11.txt
 *     node tests/protocols/mqtt/record.ts rabbitmq 1883 150 > tests/protocols/mqtt/recorded/rabbitmq-3.10.8.txt
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDialogues, play } from './dialogue.ts';
import { tcpTarget } from './tcp-target.ts';

const [broker = 'mosquitto', port = '1883', quiet = '20'] = process.argv.slice(2);
const text = readFileSync(join(import.meta.dirname, `${broker}.dialogues.txt`), 'utf8');
const target = tcpTarget({ port: Number(port), quietMs: Number(quiet) });
for (const dialogue of parseDialogues(text)) {
  console.log(`### ${dialogue.name}`);
  for (const line of await play(dialogue, target)) console.log(line);
}
