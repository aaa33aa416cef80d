/**
 * ES modules. A file becomes a native module at a blob address, its imports rewritten to such addresses, so that errors,
 * live bindings and top-level await are the engine's own. Modules that form a cycle have no order in which addresses
 * could be made: they are linked by `cycle.ts`.
 */
import type { EsModuleSource, ImportSite } from '../../messages.ts';
import { fileUrl, resolveSpecifier } from '../../specifier.ts';
import { encodings } from '../bindings/encodings.ts';
import { disk } from '../disk.ts';
import { isBuiltin, nodeModule } from '../library.ts';
import { scriptUrl } from '../natives.ts';
import { expressionFor } from './bridge.ts';
import { parseJson, requireBuiltin, requireFile } from './commonjs.ts';
import { facadeOf, ownNames } from './facade.ts';
import { importModule } from './dynamic.ts';
import { hasLibrary, loadLibrary } from './libraries.ts';
import { coded, excerpt, excerpts, moduleNotFound, sourceError } from './load-error.ts';
import { moduleSource } from './store.ts';

export interface Linked {
  readonly url: string;
  readonly names: ReadonlySet<string>;
}

const linked = new Map<string, Linked>();

/** As long as what they replace, so that no column moves; the letters look alike in a stack, too. */
const IMPORT = 'ιmport';
const IMPORT_META = 'ιmport·meta';

export function linkSpecifier(specifier: string, from: string): Linked {
  const resolved = resolveSpecifier(specifier, from, isBuiltin);
  switch (resolved.kind) {
    case 'file':
      return linkFile(resolved.path, from);
    case 'builtin':
      return linkBuiltin(resolved.id);
    case 'package':
      return linkPackage(resolved.name, resolved.entry, from);
    case 'invalid':
      throw coded(
        new TypeError(`Module "${specifier}" cannot be imported from ${from}`),
        'ERR_UNSUPPORTED_ESM_URL_SCHEME',
      );
  }
}

function linkBuiltin(id: string): Linked {
  if (!isBuiltin(id)) throw coded(new Error(`No such built-in module: node:${id}`), 'ERR_UNKNOWN_BUILTIN_MODULE');
  const value = nodeModule(id);
  return facadeOf(`node:${id}`, { value, names: ownNames(value) });
}

function linkPackage(name: string, entry: string, from: string): Linked {
  if (!hasLibrary(name)) throw moduleNotFound({ what: `package '${name}'`, from });
  const library = loadLibrary(name, entry, requireBuiltin);
  if (library === undefined) {
    const what = `Package subpath '${entry}' is not defined by "exports" in /lab/node_modules/${name}/package.json`;
    throw coded(new Error(`${what} imported from ${from}`), 'ERR_PACKAGE_PATH_NOT_EXPORTED');
  }
  return facadeOf(`${name}${entry.slice(1)}`, { ...library, commonJs: true });
}

export function linkFile(path: string, from: string): Linked {
  const known = linked.get(path);
  if (known !== undefined) return known;
  const source = moduleSource(path);
  const node = disk.find(path);
  if (source === undefined || node === undefined) {
    throw moduleNotFound({ what: `module '${path}'`, from, url: fileUrl(path) });
  }
  const text = encodings.utf8.decode(node.bytes);
  if (source.kind === 'broken') throw sourceError(source.error, fileUrl(path), text);
  let made: Linked;
  if (source.kind === 'json') made = facadeOf(path, { value: parseJson(text, path), names: [] });
  else if (source.kind === 'commonjs') {
    const value = requireFile(path);
    made = facadeOf(path, { value, names: ownNames(value), commonJs: true });
  } else made = linkModule(path, source);
  linked.set(path, made);
  return made;
}

function linkModule(path: string, source: EsModuleSource): Linked {
  const names = new Set(source.exports);
  let code = '';
  let at = 0;
  for (const site of source.imports) {
    code += source.code.slice(at, site.start) + replacement(site, path, source, names);
    at = site.end;
  }
  code += source.code.slice(at);
  return { url: scriptUrl(`${code}\n${epilogue(path, source)}//# sourceURL=${fileUrl(path)}`), names };
}

function replacement(site: ImportSite, path: string, source: EsModuleSource, names: Set<string>): string {
  if (site.kind === 'dynamic') return IMPORT;
  if (site.kind === 'meta') return IMPORT_META;
  const specifier = site.specifier ?? '';
  const target = linkSpecifier(specifier, path);
  if (site.kind === 'star') for (const name of target.names) if (name !== 'default') names.add(name);
  const missing = site.names?.find(({ name }) => !target.names.has(name));
  if (missing !== undefined) throw missingExport(missing, specifier, { path, source });
  return target.url;
}

/** Stands after the file: imports are hoisted from anywhere, so that no line of the file moves. */
function epilogue(path: string, source: EsModuleSource): string {
  if (!source.imports.some(({ kind }) => kind === 'dynamic' || kind === 'meta')) return '';
  const url = scriptUrl(
    `export const [${IMPORT},${IMPORT_META}]=${expressionFor([
      (specifier: unknown) => importModule(specifier, path),
      importMeta(path),
    ])};`,
  );
  return `import{${IMPORT},${IMPORT_META}}from"${url}";`;
}

let mainPath = '';
export function setMain(path: string): void {
  mainPath = path;
}

export function importMeta(path: string): object {
  const meta = {
    dirname: path.slice(0, path.lastIndexOf('/')) || '/',
    filename: path,
    main: path === mainPath,
    resolve(specifier: string) {
      const resolved = resolveSpecifier(specifier, path, isBuiltin);
      if (resolved.kind === 'file') return fileUrl(resolved.path);
      return resolved.kind === 'builtin' ? `node:${resolved.id}` : specifier;
    },
    url: fileUrl(path),
  };
  return Object.assign(Object.create(null) as object, meta);
}

interface Importer {
  readonly path: string;
  readonly source: EsModuleSource;
}

/** Both of Node's texts: of modules, and of CommonJS, where the names are a guess. */
function missingExport(
  { name, start }: { name: string; start: number },
  specifier: string,
  { path, source }: Importer,
): Error {
  const target = resolveSpecifier(specifier, path, isBuiltin);
  const commonJs =
    target.kind === 'package' || (target.kind === 'file' && moduleSource(target.path)?.kind === 'commonjs');
  const error = new SyntaxError(
    commonJs
      ? `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
          `support all module.exports as named exports.\nCommonJS modules can always be imported via the default ` +
          `export, for example using:\n\nimport pkg from '${specifier}';\nconst { ${name} } = pkg;\n`
      : `The requested module '${specifier}' does not provide an export named '${name}'`,
  );
  const before = source.code.slice(0, start).split('\n');
  const line = before.length;
  const text = source.code.split('\n')[line - 1] ?? '';
  const column = (before.at(-1) ?? '').length;
  excerpts.set(error, excerpt({ url: fileUrl(path), line, text, column, length: name.length }));
  return error;
}
