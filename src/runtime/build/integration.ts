/**
 * Brings the runtimes' files into the site: the module `virtual:runtime-assets` lists them, the dev server builds them
 * when they are asked for and again after a change, the build writes them into its output.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { dirname, matchesGlob, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Plugin, ViteDevServer } from 'vite';
import { ASSET_SOURCES, buildAssets, type BuiltAssets } from './assets.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MODULE = 'virtual:runtime-assets';
const RESOLVED = `\0${MODULE}`;

/** One build at a time, kept until a source changes. */
class AssetBuild {
  readonly #base: string;
  #built: Promise<BuiltAssets> | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  get(): Promise<BuiltAssets> {
    if (this.#built === undefined) {
      const built = buildAssets(this.#base);
      this.#built = built;
      // a mistake in a source is shown once; the next request tries again
      built.catch(() => {
        if (this.#built === built) this.#built = undefined;
      });
    }
    return this.#built;
  }

  /** True where the file is one that the assets are made from. */
  changed(file: string): boolean {
    const path = relative(ROOT, file).replaceAll('\\', '/');
    if (!ASSET_SOURCES.some((glob) => matchesGlob(path, glob))) return false;
    this.#built = undefined;
    return true;
  }
}

function send(response: ServerResponse, path: string, text: string | undefined): void {
  response.statusCode = text === undefined ? 404 : 200;
  response.setHeader('content-type', `text/${path.endsWith('.js') ? 'javascript' : 'plain'}; charset=utf-8`);
  response.end(
    text ?? `${path} is not among the runtime's files; after a change of their sources, load the page anew.`,
  );
}

function serve(server: ViteDevServer, build: AssetBuild, base: string): void {
  const prefix = base.replace(/\/*$/, '/');
  server.middlewares.use((request, response, next) => {
    const url = (request.url ?? '').replace(/[?#].*$/, '');
    const path = url.startsWith(prefix) ? url.slice(prefix.length) : url.slice(1);
    if (!path.startsWith('runtime/')) return next();
    build.get().then(({ files }) => send(response, path, files.get(path)), next);
  });
  server.watcher.on('all', (_event, file) => {
    if (!build.changed(file)) return;
    for (const { moduleGraph } of Object.values(server.environments)) {
      const known = moduleGraph.getModuleById(RESOLVED);
      if (known) moduleGraph.invalidateModule(known);
    }
    server.environments.client.hot.send({ type: 'full-reload' });
  });
}

function assetsPlugin(build: AssetBuild, base: string): Plugin {
  return {
    name: 'runtime-assets',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      return `export default ${JSON.stringify((await build.get()).manifest)};`;
    },
    configureServer: (server) => serve(server, build, base),
  };
}

export function runtimeAssets(): AstroIntegration {
  let build: AssetBuild | undefined;
  return {
    name: 'runtime-assets',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        build = new AssetBuild(config.base);
        updateConfig({ vite: { plugins: [assetsPlugin(build, config.base)] } });
      },
      'astro:build:done': async ({ dir, logger }) => {
        if (build === undefined) return;
        const { files } = await build.get();
        for (const [path, text] of files) {
          const file = fileURLToPath(new URL(path, dir));
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, text);
        }
        logger.info(`${files.size} files for the runtimes`);
      },
    },
  };
}
