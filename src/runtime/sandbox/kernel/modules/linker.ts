/**
 * ES modules. A file becomes a native module at a blob address, its imports rewritten to such addresses, so that errors,
 * live bindings and top-level await are the engine's own. Modules that meet a cycle have no order in which addresses
 * could be made: they are linked by `cycle.ts`.
 */
import type { EsModuleSource, ImportedName, ImportSite } from '../../messages.ts';
import { fileUrl, resolveSpecifier } from '../../specifier.ts';
import { encodings } from '../bindings/encodings.ts';
import { disk } from '../disk.ts';
import { isBuiltin, nodeModule } from '../library.ts';
import { scriptUrl } from '../natives.ts';
import { expressionFor } from './bridge.ts';
import { parseJson, requireBuiltin, requireFile } from './commonjs.ts';
import { importModule } from './dynamic.ts';
import { type Facade, facadeOf, ownNames } from './facade.ts';
import { meetsCycle } from './graph.ts';
import { hasLibrary, loadLibrary } from './libraries.ts';
import { coded, excerpt, excerpts, moduleNotFound, sourceError } from './load-error.ts';
import { moduleSource } from './store.ts';

export interface NativeModule extends Facade {
  readonly kind: 'native';
}
export type Linked = NativeModule | { readonly kind: 'cyclic'; readonly path: string };

/** Who imports. */
interface Importer {
  readonly path: string;
  readonly source: EsModuleSource;
}
type StaticSite = Extract<ImportSite, { kind: 'static' }>;

const linked = new Map<string, Linked>();

/** As long as `import` and `import.meta`, so that no column moves; the letters look alike in a stack, too. */
export const WORDS = { dynamic: 'ιmport', meta: 'ιmport·meta' } as const;

const native = (facade: Facade): NativeModule => ({ kind: 'native', ...facade });

export function linkSpecifier(specifier: string, from: string): Linked {
  const resolved = resolveSpecifier(specifier, from, isBuiltin);
  switch (resolved.kind) {
    case 'file':
      return linkFile(resolved.path, from);
    case 'builtin':
      return linkBuiltin(resolved.id);
    case 'package':
      return linkPackage(resolved.name, resolved.entry, from);
    case 'invalid': {
      const error = new Error(`The sandbox has no network: "${specifier}" cannot be imported from ${from}`);
      throw coded(error, 'ERR_UNSUPPORTED_ESM_URL_SCHEME');
    }
  }
}

/** Like `linkSpecifier`; what goes wrong is shown at the import. */
export function linkStatic(site: StaticSite, importer: Importer): Linked {
  try {
    const found = linkSpecifier(site.specifier, importer.path);
    const target = resolveSpecifier(site.specifier, importer.path, isBuiltin);
    const json = target.kind === 'file' && moduleSource(target.path)?.kind === 'json';
    if (json && site.type !== 'json') throw needsAttribute(target.path);
    return found;
  } catch (error) {
    const own = error instanceof Error && !excerpts.has(error) && 'code' in error;
    if (own) excerpts.set(error, `${excerptOf(importer, site.start - 1, site.specifier.length + 2)}\n`);
    throw error;
  }
}

function needsAttribute(path: string): Error {
  const text = `Module "${fileUrl(path)}" needs an import attribute of "type: json"`;
  return coded(new TypeError(text), 'ERR_IMPORT_ATTRIBUTE_MISSING');
}

function linkBuiltin(id: string): Linked {
  if (!isBuiltin(id)) throw coded(new Error(`No such built-in module: node:${id}`), 'ERR_UNKNOWN_BUILTIN_MODULE');
  const value = nodeModule(id);
  return native(facadeOf(`node:${id}`, { value, names: ownNames(value) }));
}

function linkPackage(name: string, entry: string, from: string): Linked {
  if (!hasLibrary(name)) throw moduleNotFound({ what: `package '${name}'`, from });
  const library = loadLibrary(name, entry, requireBuiltin);
  if (library === undefined) {
    const what = `Package subpath '${entry}' is not defined by "exports" in /lab/node_modules/${name}/package.json`;
    throw coded(new Error(`${what} imported from ${from}`), 'ERR_PACKAGE_PATH_NOT_EXPORTED');
  }
  return native(facadeOf(`${name}${entry.slice(1)}`, { ...library, commonJs: true }));
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
  const made = linkSource(path, source, text);
  linked.set(path, made);
  return made;
}

type WholeSource = Exclude<NonNullable<ReturnType<typeof moduleSource>>, { kind: 'broken' }>;

function linkSource(path: string, source: WholeSource, text: string): Linked {
  if (source.kind === 'json') return native(facadeOf(path, { value: parseJson(text, path), names: [] }));
  if (source.kind === 'commonjs') {
    const value = requireFile(path);
    return native(facadeOf(path, { value, names: ownNames(value), commonJs: true }));
  }
  return meetsCycle(path) ? { kind: 'cyclic', path } : linkModule({ path, source });
}

function linkModule(importer: Importer): NativeModule {
  const { path, source } = importer;
  const names = new Set(source.exports.map(({ name }) => name));
  let code = '';
  let at = 0;
  for (const site of source.imports) {
    code += source.code.slice(at, site.start) + replacement(site, importer, names);
    at = site.end;
  }
  code += source.code.slice(at);
  const url = scriptUrl(`${code}\n${epilogue(importer)}//# sourceURL=${fileUrl(path)}`);
  return { kind: 'native', url, names };
}

function replacement(site: ImportSite, importer: Importer, names: Set<string>): string {
  if (site.kind !== 'static') return WORDS[site.kind];
  const target = linkStatic(site, importer) as NativeModule; // what meets a cycle is not imported by a native module
  if (site.star === true) for (const name of target.names) if (name !== 'default') names.add(name);
  const missing = site.names.find(({ name }) => !target.names.has(name));
  if (missing !== undefined) throw missingExport(missing, site.specifier, importer);
  return target.url;
}

/** Stands after the file: imports are hoisted from anywhere, so that no line of the file moves. */
function epilogue({ path, source }: Importer): string {
  if (source.imports.every(({ kind }) => kind === 'static')) return '';
  const load = (specifier: unknown) => importModule(specifier, path);
  const { dynamic, meta } = WORDS;
  const url = scriptUrl(`export const [${dynamic},${meta}]=${expressionFor([load, importMeta(path)])};`);
  return `import{${dynamic},${meta}}from"${url}";`;
}

let mainPath = '';
export function setMain(path: string): void {
  mainPath = path;
}

export function importMeta(path: string): object {
  return Object.assign(Object.create(null) as object, {
    dirname: path.slice(0, path.lastIndexOf('/')) || '/',
    filename: path,
    main: path === mainPath,
    resolve(specifier: string) {
      const resolved = resolveSpecifier(specifier, path, isBuiltin);
      if (resolved.kind === 'file') return fileUrl(resolved.path);
      return resolved.kind === 'builtin' ? `node:${resolved.id}` : specifier;
    },
    url: fileUrl(path),
  });
}

/** Both of Node's texts: of modules, and of CommonJS, where the names are a guess. */
export function missingExport({ name, start }: ImportedName, specifier: string, importer: Importer): Error {
  const target = resolveSpecifier(specifier, importer.path, isBuiltin);
  const file = target.kind === 'file' ? moduleSource(target.path)?.kind : undefined;
  const error = new SyntaxError(
    target.kind === 'package' || file === 'commonjs'
      ? `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
          'support all module.exports as named exports.\nCommonJS modules can always be imported via the default ' +
          `export, for example using:\n\nimport pkg from '${specifier}';\nconst { ${name} } = pkg;\n`
      : `The requested module '${specifier}' does not provide an export named '${name}'`,
  );
  excerpts.set(error, excerptOf(importer, start, name.length));
  return error;
}

function excerptOf({ path, source: { code } }: Importer, start: number, length: number): string {
  const before = code.slice(0, start).split('\n');
  const text = code.split('\n')[before.length - 1] ?? '';
  return excerpt({ url: fileUrl(path), line: before.length, text, column: (before.at(-1) ?? '').length, length });
}
