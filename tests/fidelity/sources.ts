/** The recordings in the tests: what was asked of which real broker, when, and where ours is listed as different. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DIFFERENCES as PROGRAM_DIFFERENCES } from '../peers/amqp/programs.ts';
import { readRecording } from '../peers/recording.ts';
import { DIFFERENCES, RAW_DIFFERENCES } from '../transcripts/differences.ts';
import { DIFFERENCES as STOMP_DIFFERENCES } from '../protocols/stomp/differences.ts';
import type { Source } from './spec.ts';

const TESTS = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(TESTS, file), 'utf8');

/** Titles of the sections of a recording: `### title`. */
const sections = (file: string): string[] => [...read(file).matchAll(/^### (.+)$/gm)].map(([, title = '']) => title);

const files = (folder: string, pattern: string): string[] =>
  globSync(pattern, { cwd: join(TESTS, folder) })
    .map((file) => basename(file, '.txt'))
    .sort();

export function amqpDialogues(): Source {
  return {
    id: 'dialogues',
    peer: 'RabbitMQ',
    version: '3.10.8',
    date: '2026-11',
    by: { vi: 'hội thoại ghi từng frame, với amqplib', en: 'dialogues recorded frame by frame, with amqplib' },
    items: files('transcripts/rabbitmq-3.10.8', '[0-8]*.txt'),
    different: [...new Set(DIFFERENCES.map(({ file }) => file))],
  };
}

export function amqpFrames(): Source {
  return {
    id: 'frames',
    peer: 'RabbitMQ',
    version: '3.10.8',
    date: '2026-11',
    by: { vi: 'frame viết tay, kể cả sai luật', en: 'frames made by hand, wrong ones too' },
    items: sections('transcripts/rabbitmq-3.10.8/90-raw-frames.txt'),
    different: Object.keys(RAW_DIFFERENCES),
  };
}

export function amqpPrograms(): Source {
  const { peer, version, date, programs } = readRecording('amqp-rabbitmq');
  return {
    id: 'programs',
    peer,
    version,
    date,
    by: {
      vi: 'chương trình với amqplib và pika, chạy ở cả hai phía',
      en: 'programs with amqplib and pika, run on both',
    },
    items: Object.keys(programs),
    different: Object.keys(PROGRAM_DIFFERENCES),
  };
}

function mqttDialogues(options: { readonly id: string; readonly peer: string; readonly version: string }): Source {
  const file = `protocols/mqtt/recorded/${options.id}-${options.version}`;
  return {
    ...options,
    date: '2026-11-20',
    by: { vi: 'hội thoại ghi từng gói tin', en: 'dialogues recorded packet by packet' },
    items: sections(`${file}.txt`),
    different: sections(`${file}.differences.txt`),
  };
}

export const mosquittoDialogues = (): Source =>
  mqttDialogues({ id: 'mosquitto', peer: 'Mosquitto', version: '2.0.11' });
export const rabbitMqttDialogues = (): Source => mqttDialogues({ id: 'rabbitmq', peer: 'RabbitMQ', version: '3.10.8' });

export function stompDialogues(): Source {
  return {
    id: 'dialogues',
    peer: 'RabbitMQ',
    version: '3.10.8',
    date: '2026-11-20',
    by: { vi: 'hội thoại ghi từng frame', en: 'dialogues recorded frame by frame' },
    items: files('transcripts/rabbitmq-3.10.8-stomp', '*.txt'),
    different: [...new Set(STOMP_DIFFERENCES.map(({ file }) => file))],
  };
}

export function redisDialogues(): Source {
  const folder = 'transcripts/redis-7.0.15';
  return {
    id: 'dialogues',
    peer: 'Redis',
    version: '7.0.15',
    date: '2026-11-20',
    by: { vi: 'hội thoại ghi từng lời đáp', en: 'dialogues recorded answer by answer' },
    items: files(folder, '*.txt').flatMap((file) =>
      sections(`${folder}/${file}.txt`).map((title) => `${file}: ${title}`),
    ),
    different: [],
  };
}
