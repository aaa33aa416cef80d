/**
 * What an author writes besides prose: checked once, at the boundary; trouble stops the build with file, key and wish.
 * The `describe` of a key is its wish: the end of the sentence "…; wanted: …".
 */
import { z } from 'zod';

const slug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const text = z.string().trim().min(1);
/** Something said in both languages. */
export const bilingual = z
  .strictObject({ vi: text.describe('the Vietnamese text'), en: text.describe('the English text') })
  .describe('the same in both languages, as "vi: …" and "en: …"');

/** Front matter of `vi.svx` and `en.svx`. */
export const frontMatter = z.strictObject({
  title: text.max(80).describe("the page's heading, 80 characters at most"),
  /** For lists and search engines. */
  summary: text.max(200).describe('one sentence for lists and search engines, 200 characters at most'),
});

/** `part.yaml`: a part of the course and its plan; a lesson whose folder exists takes the place of its planned line. */
export const partMeta = z.strictObject({
  title: bilingual,
  lessons: z
    .array(
      z.strictObject({
        folder: z
          .string()
          .regex(/^\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*$/)
          .describe('the name of the lesson\'s folder, such as "07-don-hang-dau-tien"'),
        title: bilingual,
      }),
    )
    .min(1)
    .describe('the lessons of this part in their order, each with folder and title'),
});

const port = z.number().int().min(1).max(65535).describe('a TCP port between 1 and 65535');

/** One program of a lab, run as its own process. */
export const labProcess = z.strictObject({
  /** In trace, picture and terminal; the same in both languages. */
  name: z.string().regex(slug).describe('a short name in small letters, digits and hyphens, such as "worker-1"'),
  /** A file of `lab/`. */
  file: text.describe('a file of lab/, such as "producer.ts"'),
  args: z.array(z.string()).default([]).describe('a list of strings'),
  /** Starts once something listens on this port. */
  after: port.optional().describe('the TCP port that must be listening before this process starts'),
});

export const lab = z
  .strictObject({
    /** Ports of the in-memory broker by protocol; left out: the lab has no broker. */
    broker: z
      .strictObject({
        amqp: port.optional().describe('a TCP port between 1 and 65535'),
        mqtt: port.optional().describe('a TCP port between 1 and 65535'),
        stomp: port.optional().describe('a TCP port between 1 and 65535'),
        resp: port.optional().describe('a TCP port between 1 and 65535'),
      })
      .optional()
      .describe('the ports of the broker by protocol, such as "amqp: 5672"'),
    /** npm packages that the programs import; each must be one that the site bundles. */
    libraries: z.array(text).default([]).describe('a list of npm packages, such as [amqplib]'),
    /** In the order in which Run starts them. */
    processes: z.array(labProcess).min(1).describe('a list of processes, each with name and file'),
    /** The file that the editor opens first. */
    open: text.optional().describe('the file of lab/ that the editor opens first'),
  })
  .describe('processes, libraries, broker and open');

/** `lesson.yaml`: what is the same in every language. */
export const lessonMeta = z.strictObject({
  minutes: z.number().int().positive().describe('the minutes a reader needs, a whole number such as 15'),
  /** Parts of the source documents that it covers. */
  sources: z
    .array(z.enum(['S0', 'S1', 'S2', 'S3', 'S4']).describe('one of S0, S1, S2, S3, S4'))
    .default([])
    .describe('a list of S0, S1, S2, S3, S4'),
  misconceptions: z
    .array(z.number().int().min(1).max(25).describe('a number from 1 to 25'))
    .default([])
    .describe('a list of numbers from 1 to 25'),
  lab: lab.optional().describe('processes, libraries, broker and open'),
});

export type FrontMatter = z.infer<typeof frontMatter>;
export type PartMeta = z.infer<typeof partMeta>;
export type LessonMeta = z.infer<typeof lessonMeta>;
export type LabSpec = z.infer<typeof lab>;
export type LabProcess = z.infer<typeof labProcess>;
export type Bilingual = z.infer<typeof bilingual>;
