/** A small course as files, good in every respect; each test spoils one thing. */
export const LESSON = '01-phan/01-bai';

export const LIBRARIES = { amqplib: { version: '2.3.1', entries: ['.', './callback_api'] } };

const FILES: Readonly<Record<string, string>> = {
  '01-phan/part.yaml': `title: { vi: Phần, en: Part }
lessons:
  - folder: 01-bai
    title: { vi: Dự định, en: Planned }
  - folder: 02-bai-sau
    title: { vi: Bài sau, en: Next lesson }
`,
  [`${LESSON}/vi.svx`]: '---\ntitle: Bài\nsummary: Một câu.\n---\n\nChữ.\n',
  [`${LESSON}/en.svx`]: '---\ntitle: Lesson\nsummary: One sentence.\n---\n\nText.\n',
  [`${LESSON}/lesson.yaml`]: `minutes: 15
sources: [S0]
misconceptions: [6, 7]
lab:
  broker:
    amqp: 5672
  libraries: [amqplib]
  processes:
    - name: consumer
      file: consumer.ts
    - name: producer
      file: producer.ts
      after: 5672
  open: producer.ts
`,
  [`${LESSON}/lab/consumer.ts`]: "import amqp from 'amqplib';\nimport { once } from 'node:events';\n",
  [`${LESSON}/lab/producer.ts`]:
    "// import x from 'left-out';\nimport amqp from 'amqplib/callback_api';\nimport fs from 'fs';\n",
};

/** The good course with some files changed; `undefined` takes a file away. */
export function courseFiles(changes: Readonly<Record<string, string | undefined>> = {}): Map<string, string> {
  const files = new Map(Object.entries(FILES));
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  return files;
}

/** The good course with a word of one file replaced. */
export function spoilt(path: string, from: string, to: string): Map<string, string> {
  const text = FILES[path] ?? '';
  if (!text.includes(from)) throw new Error(`${path} has no "${from}"`);
  return courseFiles({ [path]: text.replace(from, to) });
}
