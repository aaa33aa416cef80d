/** A fence of a lesson → HTML: code, a real file of the lesson's folder, or a drawing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../strings/index.ts';
import { LessonError } from '../error.ts';
import { DrawingError, drawings } from './drawings.ts';
import { CODE_LANGUAGES, highlight } from './highlight.ts';

export interface Fence {
  readonly language: string;
  readonly meta: string;
  readonly code: string;
  /** Of the opening line. */
  readonly line: number;
}

export interface FenceContext {
  readonly language: Language;
  /** From the project's root, for messages. */
  readonly file: string;
  /** The lesson's folder on disk. */
  readonly folder: string;
}

interface FenceOptions {
  readonly title?: string;
  readonly marks?: string;
  readonly file?: string;
  readonly lines?: string;
}

/** @throws LessonError */
export async function renderFence(fence: Fence, context: FenceContext): Promise<string> {
  const fail = (sentence: string, line = fence.line): never => {
    throw new LessonError({ file: context.file, line }, sentence);
  };
  const options = readOptions(fence.meta, fail);
  const drawing = Object.hasOwn(drawings, fence.language) ? drawings[fence.language] : undefined;
  if (drawing) {
    const title =
      options.title ?? fail(`the ${fence.language} fence has no title; wanted: title="what the drawing shows"`);
    try {
      return drawing(fence.code, title, context.language);
    } catch (error) {
      if (error instanceof DrawingError) fail(error.message, fence.line + 1 + error.line);
      throw error;
    }
  }
  if (!(CODE_LANGUAGES as readonly string[]).includes(fence.language)) {
    const known = [...CODE_LANGUAGES, ...Object.keys(drawings)].join(', ');
    fail(
      `the fence has ${fence.language ? `the language "${fence.language}", which is not known` : 'no language'}; wanted: one of ${known}`,
    );
  }
  const code = options.file === undefined ? fence.code : fileText(options, fence, context, fail);
  const title = options.title ?? options.file?.split('/').at(-1);
  return highlight(code, { language: fence.language, title, marks: options.marks });
}

type Fail = (sentence: string) => never;

function readOptions(meta: string, fail: Fail): FenceOptions {
  const options: Record<string, string> = {};
  const rest = meta.replace(
    /(?:^|\s)(?:(title|file|lines)=(?:"([^"]*)"|(\S+))|\{([\d,\s-]+)\})(?=\s|$)/g,
    (_, key: string | undefined, quoted, bare, marks) => {
      options[key ?? 'marks'] = String(quoted ?? bare ?? marks);
      return '';
    },
  );
  if (rest.trim() !== '')
    fail(`the fence has "${rest.trim()}", which is not known; wanted: title="…", file=lab/…, lines=3-9 or {2,4-5}`);
  return options;
}

/** Text of the real file, or of the lines asked for. */
function fileText({ file = '', lines }: FenceOptions, fence: Fence, context: FenceContext, fail: Fail): string {
  if (!/^(?:lab|solution)\/[\w./-]+$/.test(file) || file.includes('..'))
    fail(`"file" is "${file}"; wanted: a file of lab/ or solution/, such as lab/producer.ts`);
  if (fence.code.trim() !== '') fail('the fence has "file" and code; wanted: one of the two');
  let text = '';
  try {
    text = readFileSync(join(context.folder, file), 'utf8');
  } catch {
    fail(`"file" names "${file}", which does not exist; wanted: a file of lab/ or solution/ of this lesson`);
  }
  if (lines === undefined) return text;
  const all = text.replace(/\n$/, '').split('\n');
  const [, first = 0, last = first] = (/^(\d+)(?:-(\d+))?$/.exec(lines) ?? []).map(Number);
  const end = Number.isNaN(last) ? first : last;
  if (first < 1 || end < first || end > all.length)
    fail(`"lines" is "${lines}"; wanted: lines of ${file} between 1 and ${all.length}`);
  return all.slice(first - 1, end).join('\n');
}
