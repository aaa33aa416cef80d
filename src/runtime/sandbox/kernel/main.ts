/** A process: waits, warm, for the program that it shall be; then runs it to its end. */
import './boot.ts';
import type { Program, WorkerOrder } from '../messages.ts';
import { fileUrl } from '../specifier.ts';
import { setDirectory } from './bindings/process-methods.ts';
import { keepOutput } from './bindings/standard-streams.ts';
import { process } from './context.ts';
import { disk } from './disk.ts';
import { setPorts } from './exchange.ts';
import { exitNaturally, hasEnded } from './ending.ts';
import { phases, startLoop } from './loop.ts';
import { runMain } from './modules/commonjs.ts';
import { evaluate } from './modules/dynamic.ts';
import { fillLibraries } from './modules/libraries.ts';
import { linkFile, setMain } from './modules/linker.ts';
import { excerpts, sourceError } from './modules/load-error.ts';
import { fillStore, moduleSource, moduleSources } from './modules/store.ts';
import { isReadingSyntax, locateSyntaxError } from './modules/syntax.ts';
import { natives } from './natives.ts';
import { topLocation } from './stack.ts';
import { uncaught } from './uncaught.ts';
import { onOrder, report } from './wire.ts';

const UNSETTLED_AWAIT = 13;

let evaluated = false;

/** Nothing can happen any more. `beforeExit` may start something new; if it does not, that was all. */
phases.idle = (askedAlready) => {
  if (hasEnded()) return;
  if (!evaluated) return endUnsettled();
  if (askedAlready) return exitNaturally();
  process.emit('beforeExit', process.exitCode ?? 0);
  phases.runTicks();
};

function endUnsettled(): void {
  process.stderr.write(`Warning: Detected unsettled top-level await at ${fileUrl(process.argv[1])}\n`);
  process.exitCode ??= UNSETTLED_AWAIT;
  exitNaturally();
}

type Start = Extract<WorkerOrder, { type: 'start' }>;

function prepare({ program, pid, args, env, nodeVersion, ports, freePorts, keepsOutput }: Start): void {
  keepOutput(keepsOutput);
  for (const [path, text] of Object.entries(program.files)) disk.put(path, text);
  for (const folder of ['/tmp', '/home/node', '/lab']) disk.makeFolders(folder);
  fillStore(program.modules);
  fillLibraries(program.libraries);
  setPorts(ports, freePorts);
  setDirectory('/lab');
  Object.assign(process, {
    pid,
    version: `v${nodeVersion}`,
    argv: [process.execPath, program.main, ...args],
    env: environment(env),
  });
  process.versions = Object.freeze({ node: nodeVersion });
}

/** Values are texts whatever is assigned, as in Node. */
function environment(env: Readonly<Record<string, string>>): object {
  return new Proxy(
    { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/home/node', PWD: '/lab', ...env } as Record<string, string>,
    {
      set: (target, key, value) => Reflect.set(target, key, String(value)),
      defineProperty: (target, key, descriptor) =>
        Reflect.defineProperty(target, key, { ...descriptor, value: String(descriptor.value) }),
    },
  );
}

async function run({ main }: Program): Promise<void> {
  if (moduleSource(main) === undefined) {
    throw Object.assign(new Error(`Cannot find module '${main}'`), { code: 'MODULE_NOT_FOUND', requireStack: [] });
  }
  setMain(main);
  if (moduleSource(main)?.kind === 'commonjs') {
    startLoop();
    runMain(main);
    return;
  }
  await evaluate(linkFile(main, main), startLoop);
}

/** A syntax error without a place gets it from the file that has it. */
async function withPlace(error: unknown): Promise<unknown> {
  if (!(error instanceof SyntaxError) || excerpts.has(error) || topLocation(error) !== undefined) return error;
  for (const [path, source] of moduleSources()) {
    const found = source.kind === 'esm' ? await locateSyntaxError(source) : undefined;
    if (found !== undefined && source.kind === 'esm') return sourceError(found, fileUrl(path), source.code);
  }
  return error;
}

onOrder('start', (order) => {
  prepare(order);
  run(order.program).then(
    () => {
      evaluated = true;
      startLoop();
    },
    async (error: unknown) => {
      const located = await withPlace(error);
      startLoop();
      uncaught(located, { fromPromise: moduleSource(order.program.main)?.kind !== 'commonjs' });
      evaluated = true;
    },
  );
});

natives.addEventListener('error', (event) => {
  event.preventDefault();
  if (isReadingSyntax(event)) return;
  const { filename: url, lineno: line, colno } = event;
  uncaught(event.error, { fromPromise: false, location: { url, line, column: colno - 1 } });
});

report({ type: 'ready' });
