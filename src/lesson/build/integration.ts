/**
 * Astro integration: serves the course as `virtual:course` and, before a build does anything else, reads every lesson
 * whole, so that an author's mistake is the first and only thing the build says.
 */
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Plugin, ViteDevServer } from 'vite';
import { readCourse, type Course, type Libraries } from '../course.ts';
import type { LabSources } from '../lab.ts';
import { readContent } from './content.ts';
import { highlightFile } from './highlight.ts';
import { compileLesson } from './markdown.ts';

export interface LessonsOptions {
  /** What labs may import: the packages that the runtimes' build bundles. */
  readonly libraries: readonly { readonly name: string; readonly entries: readonly string[] }[];
}

/** What `virtual:course` exports. */
export interface CourseModule {
  readonly course: Course;
  /** Address of a lesson → its lab's files, highlighted. */
  readonly sources: Readonly<Record<string, LabSources>>;
}

const ID = 'virtual:course';
const RESOLVED = `\0${ID}`;

export function lessons(options: LessonsOptions): AstroIntegration {
  const libraries = withVersions(options);
  let content = '';
  return {
    name: 'lessons',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        content = join(fileURLToPath(config.root), 'content');
        updateConfig({ vite: { plugins: [coursePlugin(content, libraries)] } });
      },
      'astro:build:start': async ({ logger }) => {
        const files = readContent(content);
        const { lessons: all } = readCourse(files, libraries);
        for (const [path, text] of files) {
          if (path.endsWith('.svx')) await compileLesson(join(content, path), text);
        }
        logger.info(`${all.length} lessons read`);
      },
    },
  };
}

/** The versions are pinned in package.json. */
function withVersions({ libraries }: LessonsOptions): Libraries {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  return Object.fromEntries(
    libraries.map(({ name, entries }) => [name, { version: dependencies[name] ?? '*', entries }]),
  );
}

async function courseModule(content: string, libraries: Libraries): Promise<CourseModule> {
  const course = readCourse(readContent(content), libraries);
  const sources: Record<string, LabSources> = {};
  for (const { slug, lab } of course.lessons) {
    if (!lab) continue;
    const entries = Object.entries(lab.files).map(
      async ([path, text]) => [path, await highlightFile(path, text)] as const,
    );
    sources[slug] = Object.fromEntries(await Promise.all(entries));
  }
  return { course, sources };
}

function coursePlugin(content: string, libraries: Libraries): Plugin {
  return {
    name: 'lessons:course',
    resolveId: { filter: { id: /^virtual:course$/ }, handler: () => RESOLVED },
    load: {
      filter: { id: /^\0virtual:course$/ },
      async handler() {
        for (const path of readContent(content).keys()) this.addWatchFile(join(content, path));
        const { course, sources } = await courseModule(content, libraries);
        return {
          code: `export const course = ${JSON.stringify(course)};\nexport const sources = ${JSON.stringify(sources)};`,
          moduleType: 'js',
        };
      },
    },
    configureServer(server) {
      const refresh = (path: string): void => {
        if (path.startsWith(content + sep)) invalidate(server);
      };
      server.watcher.on('add', refresh).on('unlink', refresh);
    },
  };
}

/** A file that came or went is not among those the module watches. */
function invalidate(server: ViteDevServer): void {
  for (const environment of Object.values(server.environments)) {
    const module = environment.moduleGraph.getModuleById(RESOLVED);
    if (module) environment.moduleGraph.invalidateModule(module);
  }
  server.environments.client.hot.send({ type: 'full-reload' });
}
