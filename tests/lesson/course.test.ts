/** Reading a course: what comes out of a good one, and the sentence for each thing that can be wrong with it. */
import { describe, expect, it } from 'vitest';
import { readCourse } from '../../src/lesson/course.ts';
import { courseFiles, LESSON, LIBRARIES, spoilt } from './course-files.ts';

const YAML = `${LESSON}/lesson.yaml`;

function complaint(files: Map<string, string>): string {
  try {
    readCourse(files, LIBRARIES);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the course was read without a complaint');
}

describe('a good course', () => {
  const { lessons, parts } = readCourse(courseFiles(), LIBRARIES);

  it('has its lessons with both languages', () => {
    expect(lessons).toHaveLength(1);
    expect(lessons[0]).toMatchObject({ slug: 'bai', number: 1, folder: LESSON });
    expect(lessons[0]?.languages).toEqual({
      vi: { title: 'Bài', summary: 'Một câu.' },
      en: { title: 'Lesson', summary: 'One sentence.' },
    });
  });

  it('has the plan of each part, with what is written marked and under its own title', () => {
    expect(parts[0]?.plan).toEqual([
      { slug: 'bai', number: 1, title: { vi: 'Bài', en: 'Lesson' }, written: true },
      { slug: 'bai-sau', number: 2, title: { vi: 'Bài sau', en: 'Next lesson' }, written: false },
    ]);
  });

  it('gives the lab a package.json that makes its files ES modules', () => {
    const { files } = lessons[0]?.lab ?? {};
    expect(Object.keys(files ?? {})).toEqual(['consumer.ts', 'producer.ts', 'package.json']);
    expect(JSON.parse(files?.['package.json'] ?? '')).toEqual({
      name: 'bai',
      private: true,
      type: 'module',
      dependencies: { amqplib: '2.3.1' },
    });
  });

  it('does without English, and says so by leaving it out', () => {
    const [lesson] = readCourse(courseFiles({ [`${LESSON}/en.svx`]: undefined }), LIBRARIES).lessons;
    expect(Object.keys(lesson?.languages ?? {})).toEqual(['vi']);
  });
});

describe('front matter', () => {
  it('a key is missing', () => {
    expect(complaint(courseFiles({ [`${LESSON}/vi.svx`]: '---\ntitle: Bài\n---\n' }))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/vi.svx: "summary" is missing; wanted: one sentence for lists and search engines, 200 characters at most"`,
    );
  });
  it('a key is misspelt', () => {
    expect(complaint(spoilt(`${LESSON}/en.svx`, 'summary', 'sumary'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/en.svx:3: "sumary" is not a key here; wanted: title, summary"`,
    );
  });
  it('a value is too long', () => {
    expect(complaint(spoilt(`${LESSON}/vi.svx`, 'Bài', 'x'.repeat(81)))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/vi.svx:2: "title" is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; wanted: the page's heading, 80 characters at most"`,
    );
  });
  it('there is none', () => {
    expect(complaint(courseFiles({ [`${LESSON}/vi.svx`]: 'Chữ.\n' }))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/vi.svx:1: there is no front matter; wanted: "---", title, summary, "---""`,
    );
  });
  it('is not YAML', () => {
    expect(complaint(spoilt(`${LESSON}/vi.svx`, 'title: Bài', 'title: [Bài'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/vi.svx:3:1: not YAML: missed comma between flow collection entries"`,
    );
  });
});

describe('lesson.yaml', () => {
  it('a key is missing', () => {
    expect(complaint(spoilt(YAML, 'minutes: 15\n', ''))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml: "minutes" is missing; wanted: the minutes a reader needs, a whole number such as 15"`,
    );
  });
  it('a key is misspelt', () => {
    expect(complaint(spoilt(YAML, 'minutes', 'minute'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:1: "minute" is not a key here; wanted: minutes, sources, misconceptions, lab"`,
    );
  });
  it('a value is of another kind', () => {
    expect(complaint(spoilt(YAML, 'minutes: 15', 'minutes: many'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:1: "minutes" is "many"; wanted: the minutes a reader needs, a whole number such as 15"`,
    );
  });
  it('a key inside is misspelt', () => {
    expect(complaint(spoilt(YAML, 'file: producer.ts', 'fil: producer.ts'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:12: "fil" is not a key of "lab.processes[1]"; wanted: name, file, args, after"`,
    );
  });
  it('a port is none', () => {
    expect(complaint(spoilt(YAML, 'after: 5672', 'after: amqp'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:13: "lab.processes[1].after" is "amqp"; wanted: the TCP port that must be listening before this process starts"`,
    );
  });
  it('an item of a list is wrong', () => {
    expect(complaint(spoilt(YAML, '[6, 7]', '[6, 77]'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:3: "misconceptions[1]" is 77; wanted: a number from 1 to 25"`,
    );
    expect(complaint(spoilt(YAML, '[S0]', '[S9]'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:2: "sources[0]" is "S9"; wanted: one of S0, S1, S2, S3, S4"`,
    );
  });
  it('the file is missing', () => {
    expect(complaint(courseFiles({ [YAML]: undefined }))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml: the file is missing; wanted: minutes, sources, misconceptions and lab"`,
    );
  });
  it('the file is empty', () => {
    expect(complaint(courseFiles({ [YAML]: '' }))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml: the file is empty; wanted: minutes, sources, misconceptions, lab"`,
    );
  });
});

describe('the lab', () => {
  it('a process names a file that does not exist', () => {
    expect(complaint(spoilt(YAML, 'file: producer.ts', 'file: prducer.ts'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:12: "lab.processes[1].file" names "prducer.ts", which is not in lab/; wanted: one of its files (consumer.ts, producer.ts)"`,
    );
  });
  it('"open" names a file that does not exist', () => {
    expect(complaint(spoilt(YAML, 'open: producer.ts', 'open: main.ts'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:14: "lab.open" names "main.ts", which is not in lab/; wanted: one of its files (consumer.ts, producer.ts)"`,
    );
  });
  it('two processes have one name', () => {
    expect(complaint(spoilt(YAML, 'name: producer', 'name: consumer'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:9: "lab.processes[1].name" is "consumer", which another process has; wanted: a name of its own"`,
    );
  });
  it('a library is not one that the site bundles', () => {
    expect(complaint(spoilt(YAML, '[amqplib]', '[amqplib, kafkajs]'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lesson.yaml:7: "lab.libraries" names "kafkajs", which the site does not bundle; wanted: one of amqplib"`,
    );
  });
  it('a program imports a library that is not listed', () => {
    expect(complaint(spoilt(`${LESSON}/lab/consumer.ts`, "'amqplib'", "'mqtt'"))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lab/consumer.ts:1: imports "mqtt", but "lab.libraries" of lesson.yaml does not name "mqtt"; wanted: a library that is listed there"`,
    );
  });
  it('a program imports a part of a library that is not bundled', () => {
    expect(complaint(spoilt(`${LESSON}/lab/producer.ts`, 'callback_api', 'lib/codec'))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/lab/producer.ts:2: imports "amqplib/lib/codec", which the site does not bundle; wanted: one of amqplib, amqplib/callback_api"`,
    );
  });
  it('takes await import() and require() for imports too', () => {
    const program = "const mqtt = await import('mqtt');\n";
    expect(complaint(courseFiles({ [`${LESSON}/lab/consumer.ts`]: program }))).toContain('imports "mqtt"');
  });
});

describe('folders', () => {
  it('a lesson without Vietnamese', () => {
    expect(complaint(courseFiles({ [`${LESSON}/vi.svx`]: undefined }))).toMatchInlineSnapshot(
      `"content/01-phan/01-bai/vi.svx: the file is missing; wanted: the Vietnamese text of the lesson"`,
    );
  });
  it('a part without part.yaml', () => {
    expect(complaint(courseFiles({ '01-phan/part.yaml': undefined }))).toMatchInlineSnapshot(
      `"content/01-phan/part.yaml: the file is missing; wanted: title and lessons of this part"`,
    );
  });
  it('a lesson that the part does not name', () => {
    expect(complaint(spoilt('01-phan/part.yaml', '01-bai', '03-bai'))).toMatchInlineSnapshot(
      `"content/01-phan/part.yaml: "lessons" does not name "01-bai"; wanted: every folder of this part"`,
    );
  });
  it('a name without a number', () => {
    const files = courseFiles();
    files.set('01-phan/bai-hai/lesson.yaml', 'minutes: 1');
    expect(complaint(files)).toMatchInlineSnapshot(
      `"content/01-phan/bai-hai: the folder's name must be two digits and a slug, such as "07-don-hang-dau-tien""`,
    );
  });
  it('two lessons with one address', () => {
    const files = courseFiles();
    for (const [path, text] of courseFiles()) files.set(path.replace(LESSON, '01-phan/04-bai'), text);
    expect(complaint(files)).toMatchInlineSnapshot(
      `"content/01-phan/04-bai: the address "bai" is taken by content/01-phan/01-bai"`,
    );
  });
});
