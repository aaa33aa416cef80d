/** What an author writes besides prose: checked once, at the boundary; trouble stops the build with file, key and wish. */
import { z } from 'zod';

const slug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const text = z.string().trim().min(1);
/** Something said in both languages. */
export const bilingual = z.strictObject({ vi: text, en: text });

/** Front matter of `vi.svx` and `en.svx`. */
export const frontMatter = z.strictObject({
  title: text.max(80),
  /** One sentence for lists and search engines. */
  summary: text.max(200),
});

const port = z.number().int().min(1).max(65535);

/** One program of a lab, run as its own process. */
export const labProcess = z.strictObject({
  /** In trace, picture and terminal; the same in both languages. */
  name: z.string().regex(slug),
  /** A file of `lab/`. */
  file: text,
  args: z.array(z.string()).default([]),
  /** Starts once something listens on this port. */
  after: port.optional(),
});

export const lab = z.strictObject({
  /** Ports of the in-memory broker by protocol; left out: the lab has no broker. */
  broker: z.strictObject({ amqp: port.optional() }).optional(),
  /** npm packages that the programs import; each must be one that the site bundles. */
  libraries: z.array(text).default([]),
  /** In the order in which Run starts them. */
  processes: z.array(labProcess).min(1),
  /** The file that the editor opens first. */
  open: text.optional(),
});

/** `lesson.yaml`: what is the same in every language. */
export const lessonMeta = z.strictObject({
  minutes: z.number().int().positive(),
  /** Parts of the source documents that it covers. */
  sources: z.array(z.enum(['S0', 'S1', 'S2', 'S3', 'S4'])).default([]),
  misconceptions: z.array(z.number().int().min(1).max(25)).default([]),
  lab: lab.optional(),
});

export type FrontMatter = z.infer<typeof frontMatter>;
export type LessonMeta = z.infer<typeof lessonMeta>;
export type LabSpec = z.infer<typeof lab>;
export type LabProcess = z.infer<typeof labProcess>;
