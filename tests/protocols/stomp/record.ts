/**
 * Writes the answers of a real RabbitMQ into the dialogues: `node tests/protocols/stomp/record.ts [name …]`. Without
 * names it plays all of them.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noRabbitMq, startRabbitMq } from '../../peers/rabbitmq.ts';
import { play } from './dialogue.ts';

const FOLDER = join(import.meta.dirname, '../../transcripts/rabbitmq-3.10.8-stomp');
/** Long enough for an answer that comes through several of its processes. */
const REST_MS = 250;

const reason = noRabbitMq();
if (reason !== undefined) throw new Error(reason);
const wanted = process.argv.slice(2);
const names = globSync('*.txt', { cwd: FOLDER })
  .map((file) => basename(file, '.txt'))
  .sort();
const rabbit = await startRabbitMq(['stomp']);
try {
  for (const name of names) {
    if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
    const file = join(FOLDER, `${name}.txt`);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const target = {
      stompPort: rabbit.ports.stomp,
      amqpPort: rabbit.ports.amqp,
      rest: () => pause(REST_MS),
      pass: pause,
    };
    const played = await play(lines, { ...target, pass: async (ms) => void (await pause(ms)) });
    writeFileSync(file, `${played.join('\n')}\n`);
    console.log(`${name}: ${played.length} lines`);
  }
} finally {
  await rabbit.stop();
}
