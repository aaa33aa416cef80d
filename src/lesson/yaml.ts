/** YAML that an author wrote → data that the schema allows, or one sentence: file, line, key, what was wanted. */
import yaml from 'js-yaml';
import { z } from 'zod';
import { LessonError, listed } from './error.ts';

export interface YamlText {
  /** Path from the project's root. */
  readonly file: string;
  readonly text: string;
  /** Lines of the file before `text`: 1 for front matter, whose first line is `---`. */
  readonly linesBefore?: number;
}

type Path = readonly PropertyKey[];

/** @throws LessonError for what is no YAML and for the first key that the schema refuses. */
export function readYaml<T extends z.ZodType>(schema: T, source: YamlText): z.output<T> {
  const data = parse(source);
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  // a misspelt key is also a missing one: the misspelling is what helps
  const issues = result.error.issues;
  const issue = (issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]) as z.core.$ZodIssue;
  const place = { file: source.file, line: lineOf(issue.path, source) };
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    const line = lineOf([...issue.path, ...issue.keys.slice(0, 1)], source);
    throw new LessonError(
      { ...place, line },
      `${listed(issue.keys)} is not a key ${issue.path.length > 0 ? `of "${keyPath(issue.path)}"` : 'here'}; wanted: ${known.join(', ')}`,
    );
  }
  const value = valueAt(data, issue.path);
  const wish = schemaAt(schema, issue.path)?.description ?? keysOf(schema).join(', ');
  const subject = issue.path.length > 0 ? `"${keyPath(issue.path)}"` : 'the file';
  const absent = issue.path.length > 0 ? 'is missing' : 'is empty';
  const fault = value === undefined || value === null ? absent : `is ${JSON.stringify(value)}`;
  throw new LessonError(place, `${subject} ${fault}; wanted: ${wish}`);
}

function parse({ file, text, linesBefore = 0 }: YamlText): unknown {
  try {
    return yaml.load(text);
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    const { line, column } = error.mark;
    throw new LessonError({ file, line: line + 1 + linesBefore, column: column + 1 }, `not YAML: ${error.reason}`);
  }
}

/** `lab.processes[0].file`. */
const keyPath = (path: Path): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], data);

/** The schema of a key; stops at the last one that has a description, so that an item falls back to its list. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let current: z.ZodType | undefined = schema;
  for (const key of path) {
    const bare = unwrapped(current);
    current =
      bare instanceof z.ZodArray
        ? (bare.element as z.ZodType)
        : bare instanceof z.ZodObject
          ? bare.shape[String(key)]
          : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner;
}

function keysOf(schema: z.ZodType | undefined): string[] {
  const bare = schema && unwrapped(schema);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

/** Where a key stands: good enough for the block style that lessons use; an item in `[a, b]` gets the line of its list. */
function lineOf(path: Path, { text, linesBefore = 0 }: YamlText): number | undefined {
  const lines = text.split('\n');
  let at = -1;
  for (const key of path) {
    const found =
      typeof key === 'number'
        ? nthItem(lines, at + 1, key)
        : lines.findIndex((line, i) => i >= Math.max(at, 0) && isKey(line, String(key)));
    if (found === -1) break;
    at = found;
  }
  return at === -1 ? undefined : at + 1 + linesBefore;
}

const isKey = (line: string, key: string): boolean =>
  line.replace(/^[\s-]*/, '').startsWith(`${key}:`) || new RegExp(`[{,]\\s*${key}:`).test(line);

function nthItem(lines: readonly string[], from: number, n: number): number {
  const indent = /^\s*(?=-\s)/.exec(lines[from] ?? '')?.[0];
  if (indent === undefined) return -1;
  let seen = -1;
  return lines.findIndex((line, i) => i >= from && line.startsWith(`${indent}- `) && ++seen === n);
}
