/** Where an error message points: `producer.ts:7:9` in what a program prints, if it is a file of the lab. */
export interface Place {
  readonly file: string;
  /** From 1, as Node prints it. */
  readonly line: number;
  readonly column?: number;
}

export interface FoundPlace extends Place {
  /** Where it stands in the text. */
  readonly from: number;
  readonly to: number;
}

const REFERENCE = /(?:file:\/\/)?[^\s()'"`,]*?\.(?:[cm]?[jt]s|json):(\d+)(?::(\d+))?/g;

/** @param files paths of the lab's files */
export function placesIn(text: string, files: readonly string[]): FoundPlace[] {
  const found: FoundPlace[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    const path = match[0].replace(/(?::\d+){1,2}$/, '').replace(/^file:\/\//, '');
    const file = fileOf(path, files);
    if (file === undefined) continue;
    const from = match.index;
    const column = match[2] === undefined ? {} : { column: Number(match[2]) };
    found.push({ file, line: Number(match[1]), ...column, from, to: from + match[0].length });
  }
  return found;
}

/** Programs name their files by a path of their own runtime: its end tells which one it is. */
function fileOf(path: string, files: readonly string[]): string | undefined {
  if (path.includes('node_modules/') || path.startsWith('node:')) return undefined;
  return files
    .filter((file) => path === file || path.endsWith(`/${file}`))
    .sort((a, b) => b.length - a.length)
    .at(0);
}

/** What made a program fail, as far as its own output says. */
export interface Problem {
  readonly place: Place;
  /** `TypeError: …`; empty where no such line was printed. */
  readonly message: string;
}

const ERROR_LINE = /^(?:Uncaught )?[\w$.]*(?:Error|Exception)\b.*/;

/** The first place that the last lines of a failed program name, with the error's own line. */
export function problemIn(lines: readonly string[], files: readonly string[]): Problem | undefined {
  let place: Place | undefined;
  let message = '';
  for (const line of lines) {
    const trimmed = line.trim();
    if (message === '' && ERROR_LINE.test(trimmed)) message = trimmed;
    if (place) continue;
    const found = placesIn(line, files)[0];
    if (found) {
      const { file, line: number, column } = found;
      place = { file, line: number, ...(column !== undefined && { column }) };
    }
  }
  return place && { place, message };
}
