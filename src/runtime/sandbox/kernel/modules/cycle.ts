/**
 * Modules in a cycle, and those above them, linked as the language describes it: all are set up first, so that functions
 * are there before anything runs, then evaluated depth first, each once.
 */
import { deferred } from '../../deferred.ts';
import type { EsModuleSource } from '../../messages.ts';
import { fileUrl } from '../../specifier.ts';
import { natives, scriptUrl } from '../natives.ts';
import { rememberScript } from '../stack.ts';
import { expressionFor } from './bridge.ts';
import { CyclicModule, type Getter, namespaceOf, namesOf, type Target, valueOf } from './cyclic-module.ts';
import { DEFAULT_EXPORT, functionForm } from './function-form.ts';
import { evaluateNative, importModule } from './dynamic.ts';
import { importMeta, linkStatic, missingExport, WORDS } from './linker.ts';
import { moduleSource } from './store.ts';

type Steps = AsyncGenerator<void, void, void>;
type Form = (imports: object, exports: (getters: Record<string, Getter>) => void) => () => Steps;

const modules = new Map<string, CyclicModule>();
const steps = new Map<CyclicModule, Steps>();

/** Sets up a module and all that it imports: up to its first line, with functions defined and the rest untouched. */
function setUp(path: string): CyclicModule {
  const known = modules.get(path);
  if (known !== undefined) return known;
  const module = new CyclicModule(path, moduleSource(path) as EsModuleSource);
  modules.set(path, module);
  const meta = importMeta(path);
  module.define(WORDS.dynamic, () => (specifier: unknown) => importModule(specifier, path));
  module.define(WORDS.meta, () => meta);
  const run = loadForm(module)(module.scope, (getters) => {
    for (const [name, get] of Object.entries(getters)) module.getters.set(name, () => named(get()));
  })();
  void run.next();
  steps.set(module, run);
  for (const site of module.staticSites) {
    const linked = linkStatic(site, module);
    const target: Target = linked.kind === 'native' ? { kind: 'native', module: linked } : setUp(linked.path);
    module.targets.set(site.specifier, target);
  }
  return module;
}

/** A default export without a name of its own is called `default`. */
function named(value: unknown): unknown {
  if (typeof value === 'function' && value.name === DEFAULT_EXPORT) {
    Object.defineProperty(value, 'name', { value: 'default', configurable: true });
  }
  return value;
}

function loadForm({ path, source }: CyclicModule): Form {
  let form: Form | undefined;
  const { text, prefixLength } = functionForm(source, WORDS);
  const head = `${expressionFor((it: Form) => (form = it))}(`;
  const url = fileUrl(path);
  rememberScript(url, head.length + prefixLength);
  natives.importScripts(scriptUrl(`${head}${text})\n//# sourceURL=${url}`));
  return form as unknown as Form;
}

/** After every module is set up: each name is looked for, and from then on read where it lives. */
function bind(module: CyclicModule, seen = new Set<CyclicModule>()): void {
  if (seen.has(module)) return;
  seen.add(module);
  for (const target of module.targets.values()) if (target.kind === 'cyclic') bind(target, seen);
  for (const site of module.staticSites) {
    const target = module.target(site.specifier);
    for (const imported of site.names) {
      if (!namesOf(target).has(imported.name)) throw missingExport(imported, site.specifier, module);
      if (imported.local !== undefined) module.define(imported.local, () => valueOf(target, imported.name));
    }
    if (site.namespace !== undefined) module.define(site.namespace, () => namespaceOf(target));
  }
}

const evaluations = new Map<CyclicModule, Promise<undefined>>();

function evaluate(module: CyclicModule): Promise<undefined> {
  const { promise, resolve, reject } = deferred<undefined>();
  evaluations.set(module, promise); // before anything runs: what imports this one in a circle must find it begun
  evaluateNow(module).then(() => resolve(undefined), reject);
  return promise;
}

async function evaluateNow(module: CyclicModule): Promise<void> {
  for (const { specifier } of module.staticSites) {
    const target = module.target(specifier);
    if (target.kind === 'native') target.namespace ??= await evaluateNative(target.module);
    // one that has begun and not ended waits for this one: that is the cycle
    else if (!evaluations.has(target)) await evaluate(target);
  }
  await steps.get(module)?.next();
}

/** `started` is called when all is linked, right before the first line runs. */
export async function evaluateCyclic(path: string, started: () => void): Promise<object> {
  const module = setUp(path);
  bind(module);
  started();
  await (evaluations.get(module) ?? evaluate(module));
  return module.namespace;
}
