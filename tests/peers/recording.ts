/** What a real broker said to the programs here, with its version and the day: committed, so that any machine compares. */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as prettier from 'prettier';

export interface Recording {
  readonly peer: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Program → its lines. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
}

const file = (name: string): string => join(import.meta.dirname, 'recorded', `${name}.json`);

/** @throws Error where there is none yet */
export function readRecording(name: string): Recording {
  if (!existsSync(file(name))) throw new Error(`${file(name)} is missing: npm run fidelity -- --record`);
  return JSON.parse(readFileSync(file(name), 'utf8')) as Recording;
}

export async function writeRecording(name: string, recording: Recording): Promise<void> {
  const style = await prettier.resolveConfig(file(name));
  const text = await prettier.format(JSON.stringify(recording), { ...style, plugins: [], parser: 'json' });
  await writeFile(file(name), text);
}
