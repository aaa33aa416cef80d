/** A lab's files, and that what `lesson.yaml` and the programs name is really there. */
import { isBuiltin } from 'node:module';
import type { ContentFiles, Libraries } from './course.ts';
import { LessonError } from './error.ts';
import type { Lab } from './lab.ts';
import type { LabSpec } from './schema.ts';

export interface LabSource {
  readonly slug: string;
  /** `02-rabbitmq/07-don-hang-dau-tien`. */
  readonly folder: string;
  readonly spec: LabSpec;
  readonly files: ContentFiles;
  readonly libraries: Libraries;
  /** Text of `lesson.yaml`, to name lines in it. */
  readonly yaml: string;
}

/** @throws LessonError for a file or a library that is named and not there. */
export function readLab(source: LabSource): Lab {
  const { slug, folder, spec, files, libraries } = source;
  const prefix = `${folder}/lab/`;
  const own = [...files]
    .filter(([path]) => path.startsWith(prefix))
    .map(([path, text]) => [path.slice(prefix.length), text] as const);
  const lab = Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
  const complain = (mention: string, sentence: string): never => {
    throw new LessonError({ file: `content/${folder}/lesson.yaml`, line: lineWith(source.yaml, mention) }, sentence);
  };
  const there = Object.keys(lab).join(', ') || 'none';

  const mustExist = (key: string, file: string): void => {
    if (!Object.hasOwn(lab, file))
      complain(file, `"${key}" names "${file}", which is not in lab/; wanted: one of its files (${there})`);
  };
  for (const [i, entry] of spec.processes.entries()) {
    mustExist(`lab.processes[${i}].file`, entry.file);
    if (spec.processes.findIndex((other) => other.name === entry.name) !== i)
      complain(
        entry.name,
        `"lab.processes[${i}].name" is "${entry.name}", which another process has; wanted: a name of its own`,
      );
  }
  if (spec.open !== undefined) mustExist('lab.open', spec.open);
  for (const name of spec.libraries) {
    if (!Object.hasOwn(libraries, name))
      complain(
        name,
        `"lab.libraries" names "${name}", which the site does not bundle; wanted: one of ${Object.keys(libraries).join(', ')}`,
      );
  }
  for (const [file, text] of own)
    checkImports({ file: `content/${folder}/lab/${file}`, text, listed: spec.libraries, libraries });
  return { slug, spec, files: { ...lab, 'package.json': lab['package.json'] ?? packageJson(slug, spec, libraries) } };
}

/** Without it Node would treat a `.ts` file with `import` as undecided; with it every runtime sees ES modules. */
function packageJson(slug: string, { libraries: names }: LabSpec, libraries: Libraries): string {
  const dependencies = Object.fromEntries(names.map((name) => [name, libraries[name]?.version]));
  return `${JSON.stringify({ name: slug, private: true, type: 'module', dependencies }, undefined, 2)}\n`;
}

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g;

/** `@scope/name/path` → `@scope/name`; nothing for files and for Node's own modules. */
function packageOf(specifier: string): string | undefined {
  if (/^[./]/.test(specifier) || isBuiltin(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

interface Program {
  readonly file: string;
  readonly text: string;
  /** `libraries` of lesson.yaml. */
  readonly listed: readonly string[];
  readonly libraries: Libraries;
}

function checkImports({ file, text, listed, libraries }: Program): void {
  if (!/\.[cm]?[jt]s$/.test(file)) return;
  const code = text.replace(/^\s*\/\/.*$/gm, ''); // a commented import is not one; the lines stay where they are
  for (const match of code.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2] ?? '';
    const name = packageOf(specifier);
    if (name === undefined) continue;
    const line = code.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length;
    if (!listed.includes(name))
      throw new LessonError(
        { file, line },
        `imports "${specifier}", but "lab.libraries" of lesson.yaml does not name "${name}"; wanted: a library that is listed there`,
      );
    const bundled = (libraries[name]?.entries ?? []).map((entry) => name + entry.slice(1));
    if (!bundled.includes(specifier))
      throw new LessonError(
        { file, line },
        `imports "${specifier}", which the site does not bundle; wanted: one of ${bundled.join(', ')}`,
      );
  }
}

/** The line of `lesson.yaml` on which a name stands as a word of its own. */
function lineWith(text: string, mention: string): number | undefined {
  const line = text.split('\n').findIndex((entry) => entry.split(/[\s,[\]{}"']+/).includes(mention));
  return line === -1 ? undefined : line + 1;
}
