/** `require`: learner's CommonJS files, libraries, JSON and Node's own modules, all synchronously. */
import { disk } from '../disk.ts';
import { isBuiltin, nodeModule } from '../library.ts';
import { natives, scriptUrl } from '../natives.ts';
import { encodings } from '../bindings/encodings.ts';
import { fileUrl, resolveSpecifier } from '../../specifier.ts';
import { rememberScript } from '../stack.ts';
import { expressionFor } from './bridge.ts';
import { hasLibrary, loadLibrary } from './libraries.ts';
import { coded, sourceError } from './load-error.ts';
import { moduleSource } from './store.ts';

interface CommonJsModule {
  readonly id: string;
  readonly filename: string;
  readonly path: string;
  exports: unknown;
  loaded: boolean;
  children: CommonJsModule[];
  require?: Require;
}

export interface Require {
  (id: string): unknown;
  resolve: (id: string) => string;
  cache: Record<string, CommonJsModule>;
  main: CommonJsModule | undefined;
}

const cache: Record<string, CommonJsModule> = Object.create(null) as Record<string, CommonJsModule>;
let main: CommonJsModule | undefined;

/** Runs a file as the program: it is `require.main`. */
export function runMain(path: string): void {
  load(path, true);
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

function notFound(id: string, from: string): Error {
  const error = new Error(`Cannot find module '${id}'\nRequire stack:\n- ${from}`);
  return Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: [from] });
}

/** As Node looks: the name itself, with an extension, or the index of a folder. */
function existingFile(path: string): string | undefined {
  const names = [path, `${path}.js`, `${path}.json`, `${path}.cjs`, `${path}/index.js`, `${path}/index.cjs`];
  return names.find((name) => disk.find(name)?.kind === 'file');
}

/** Used by libraries, which may only ask for Node's own modules: the rest is inside their bundle. */
export function requireBuiltin(id: string): unknown {
  const plain = id.replace(/^node:/, '');
  if (isBuiltin(plain)) return nodeModule(plain);
  throw notFound(id, 'a bundled library');
}

function load(path: string, asMain = false): unknown {
  const known = cache[path];
  if (known !== undefined) return known.exports;
  const source = moduleSource(path);
  const text = encodings.utf8.decode(disk.get(path).bytes);
  if (source?.kind === 'broken') throw sourceError(source.error, path, text);
  if (source?.kind === 'esm') throw requireOfModule(path);
  const module: CommonJsModule = {
    id: path,
    filename: path,
    path: folderOf(path),
    exports: {},
    loaded: false,
    children: [],
  };
  if (asMain) main = module;
  cache[path] = module;
  try {
    if (path.endsWith('.json')) module.exports = parseJson(text, path);
    else evaluate(module, source?.kind === 'commonjs' ? source.code : text);
  } catch (error) {
    delete cache[path];
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof Error) error.message = `${path}: ${error.message}`;
    throw error;
  }
}

function requireOfModule(path: string): Error {
  return coded(
    new Error(`require() of the ES module ${path} is not available in the sandbox; use import() instead`),
    'ERR_REQUIRE_ESM',
  );
}

/** The wrapper stands on the file's first line: the stack's columns there are put right again (`stack.ts`). */
function evaluate(module: CommonJsModule, code: string): void {
  type Wrapper = (...args: unknown[]) => void;
  let wrapper: Wrapper | undefined;
  const define = expressionFor((it: Wrapper) => {
    wrapper = it;
  });
  const head = `${define}(function(exports,require,module,__filename,__dirname){`;
  // Node names TypeScript by its URL in stacks, and JavaScript by its path
  const name = /ts$/.test(module.filename) ? fileUrl(module.filename) : module.filename;
  rememberScript(name, head.length);
  const hashbang = code.startsWith('#!') ? `//${code.slice(2)}` : code;
  natives.importScripts(scriptUrl(`${head}${hashbang}\n})\n//# sourceURL=${name}`));
  const require = createRequire(module.filename);
  module.require = require;
  wrapper?.call(module.exports, module.exports, require, module, module.filename, module.path);
}

export function createRequire(from: string): Require {
  const find = (id: string): string => {
    const resolved = resolveSpecifier(id, from, isBuiltin);
    if (resolved.kind === 'builtin' && isBuiltin(resolved.id)) return id;
    if (resolved.kind === 'package' && hasLibrary(resolved.name)) return id;
    const path = resolved.kind === 'file' ? existingFile(resolved.path) : undefined;
    if (path === undefined) throw notFound(id, from);
    return path;
  };
  const require = (id: string): unknown => {
    const resolved = resolveSpecifier(id, from, isBuiltin);
    if (resolved.kind === 'builtin') return requireBuiltin(id);
    if (resolved.kind === 'package' && hasLibrary(resolved.name)) {
      const library = loadLibrary(resolved.name, resolved.entry, requireBuiltin);
      if (library !== undefined) return library.value;
    }
    return load(find(id));
  };
  return Object.assign(require, { resolve: find, cache, main });
}

/** A CommonJS file by its absolute path: what it exports. */
export const requireFile = (path: string): unknown => load(path);
