/** esbuild plugin: Node's own modules as CommonJS files of a bundle, each called with the kernel's context. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { INTERNAL, OVERRIDES, OWN, PUBLIC } from './kernel-modules.ts';

const KERNEL = join(import.meta.dirname, '../sandbox/kernel');
const NAMESPACE = 'node-library';
const PREFIX = /^node-library:/;

/** What Node's library and the libraries in the kernel may ask for by a bare name and get from npm. */
const PACKAGES = /^(?:@noble\/hashes|http-parser-js)(?:\/|$)/;

const table = (ids: readonly string[]): string =>
  `{${ids.map((id) => `${JSON.stringify(id)}:()=>require(${JSON.stringify(`node-library:${id}`)})`).join(',')}}`;

const GENERATED: Readonly<Record<string, string>> = {
  table: `exports.publicModules=${table(PUBLIC)};exports.internals=${table(INTERNAL)};
    exports.lookup=(id)=>(exports.publicModules[id]??exports.internals[id])();`,
  primordials: 'require("node-library:internal/per_context/primordials");',
};

/** Lines of its own that Node shows in reports: where it throws on behalf of a program. */
const EXCERPTS = [
  { name: 'unhandledError', id: 'events', text: "throw er; // Unhandled 'error' event" },
  { name: 'unhandledRejection', id: 'internal/process/promises', text: 'new UnhandledPromiseRejection(reason);' },
] as const;

async function excerpts(folder: string): Promise<string> {
  const parts = EXCERPTS.map(async ({ name, id, text }) => {
    const lines = (await readFile(join(folder, `${id}.js`), 'utf8')).split('\n');
    const line = lines.findLastIndex((it) => it.trim() === text) + 1;
    if (line === 0) throw new Error(`Node's module "${id}" has no line "${text}" any more.`);
    return `exports.${name}=${JSON.stringify({ url: `node:${id}`, line, text: lines[line - 1] })};`;
  });
  return (await Promise.all(parts)).join('');
}

function standIn(id: string): string | undefined {
  const [file, name] = OVERRIDES[id]?.split('#') ?? [];
  if (file === undefined) return undefined;
  const path = join(KERNEL, 'overrides', `${file}.ts`);
  return `module.exports=require(${JSON.stringify(path)}).${name};`;
}

/** `require(id)` of a name that is known only at run time: esbuild cannot follow it. */
const withLookups = (source: string): string =>
  source.replace(/\brequire\((\w+)\)/g, 'require("node-library:table").lookup($1)');

async function ownModule(folder: string, id: string): Promise<string> {
  const source = await readFile(join(folder, `${id}.js`), 'utf8');
  const context = JSON.stringify(join(KERNEL, 'context.ts'));
  // the marker lets stacks name the module: see kernel.ts
  return [
    `/*! node:${id} */`,
    `const context=require(${context});`,
    `(function(process,internalBinding,primordials){${withLookups(source)}\n})`,
    '.call(exports,context.process,context.internalBinding,context.primordials);',
  ].join('');
}

/** @throws (as a build error) for a module that is on neither list, or that this version of Node does not have. */
export function nodeLibraryPlugin(folder: string): Plugin {
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: PREFIX }, ({ path }) => ({ path: path.replace(PREFIX, ''), namespace: NAMESPACE }));
      build.onResolve({ filter: /^[^./]/ }, ({ path, namespace, importer }) => {
        const id = path.replace(/^node:/, '');
        if (PACKAGES.test(path)) return undefined;
        if (namespace !== NAMESPACE && !PUBLIC.includes(id)) return undefined;
        if (OWN.has(id) || Object.hasOwn(OVERRIDES, id)) return { path: id, namespace: NAMESPACE };
        const text = `Node's module "${id}", which "${importer}" asks for, is neither taken nor replaced (kernel-modules.ts).`;
        return { errors: [{ text }] };
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path: id }) => {
        const contents = GENERATED[id] ?? (id === 'excerpts' ? await excerpts(folder) : standIn(id));
        if (contents !== undefined) return { contents, resolveDir: KERNEL };
        if (!existsSync(join(folder, `${id}.js`))) {
          return { errors: [{ text: `This version of Node has no module "${id}" (${folder}).` }] };
        }
        return { contents: await ownModule(folder, id), resolveDir: KERNEL };
      });
    },
  };
}
