/** Tests against what is not installed here are skipped, and say so once, with what to install. */
import { execFileSync } from 'node:child_process';

const said = new Set<string>();

/** True where `why` is a reason; prints it. */
export function skipped(why: string | undefined): boolean {
  if (why === undefined) return false;
  if (!said.has(why)) console.warn(`SKIPPED: ${why}`);
  said.add(why);
  return true;
}

/** Debian's own Python sees Debian's packages; another one that comes first in PATH would not. */
export const PYTHON = '/usr/bin/python3';

/** Why a Python program with this module cannot run here; undefined where it can. */
export function noPython(module: string, debianPackage: string): string | undefined {
  try {
    execFileSync(PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${PYTHON} has no module ${module} (Debian's package ${debianPackage} has it)`;
  }
}
