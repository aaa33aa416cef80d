/** The programs of the scenario as processes of their own, and what they have to print. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAMS = join(import.meta.dirname, 'programs');
/** Debian's Python, which has Debian's packages. */
const PYTHON = '/usr/bin/python3';
const PROGRAM_MS = 60_000;

const run = promisify(execFile);

/** Resolves with its lines; rejects with what it complained of, or where it takes too long. */
export async function runProgram(name: string, ...words: readonly (string | number)[]): Promise<string[]> {
  const command = name.endsWith('.py') ? PYTHON : process.execPath;
  const { stdout } = await run(command, [join(PROGRAMS, name), ...words.map(String)], { timeout: PROGRAM_MS });
  return stdout.trimEnd().split('\n');
}

/** Why stomp.py's programs cannot run here; undefined where they can. */
export async function noStompPy(): Promise<string | undefined> {
  if (!existsSync(PYTHON)) return `there is no ${PYTHON}`;
  return run(PYTHON, ['-c', 'import stomp']).then(
    () => undefined,
    () => `${PYTHON} has no stomp.py (Debian's package python3-stomp has it)`,
  );
}

/** As printed with RabbitMQ 3.10.8. `odd` is what the library makes of escapes; `refused` what it says of a wrong passcode. */
export function expected(library: string, { odd = 'a:b\\\\c\\nd', refused = 'Bad CONNECT' } = {}): string[] {
  const properties = 'persistent=true priority=4 content-type=text/plain correlation-id=7 shop=phở';
  return [
    `headers: "đơn hàng 1 destination=/queue/${library}.headers redelivered=false ${properties} odd=${odd} đơn"`,
    `headers: "đơn hàng 2 destination=/queue/${library}.headers redelivered=false"`,
    'client: again 3 4',
    'client-individual: again 0 1 3 4',
    'auto: again none',
    'nack: redelivered=false, then true',
    'topic: * a b, # a a.b b',
    'transaction: one two three',
    'request: XIN CHÀO correlation-id=42',
    `wrong passcode: ${refused}`,
    'missing exchange: not_found',
  ];
}

/** stompjs 7.5.0 unescapes in another order, so that an escaped backslash before a `c` becomes a colon. */
export const STOMPJS_ODD = 'a:b\\\\:\\nd';
