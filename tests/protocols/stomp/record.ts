/**
 * Writes the answers of a real RabbitMQ into the dialogues: `node tests/protocols/stomp/record.ts [name …]`. Without
 * names it plays all of them.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noRabbitMq, startRabbitMq } from '../../peers/rabbitmq.ts';
import { play, REST_MS } from './dialogue.ts';

const FOLDER = join(import.meta.dirname, '../../transcripts/rabbitmq-3.10.8-stomp');

const reason = noRabbitMq();
if (reason !== undefined) throw new Error(reason);
const wanted = process.argv.slice(2);
const names = globSync('*.txt', { cwd: FOLDER })
  .map((file) => basename(file, '.txt'))
  .sort();
const pass = async (ms: number): Promise<void> => void (await pause(ms));
const rabbit = await startRabbitMq(['stomp']);
const target = { stompPort: rabbit.ports.stomp, amqpPort: rabbit.ports.amqp, rest: () => pass(REST_MS), pass };
try {
  for (const name of names) {
    if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
    const file = join(FOLDER, `${name}.txt`);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const played = await play(lines, target);
    writeFileSync(file, `${played.join('\n')}\n`);
    console.log(`${name}: ${played.length} lines`);
  }
} finally {
  await rabbit.stop();
}
