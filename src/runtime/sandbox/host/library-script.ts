/** A library's bundle as a script: it hands itself, as a function, to the kernel of the worker that imports it. */
import type { LibraryScript, LibraryText } from '../messages.ts';
import { scriptUrl } from './workers.ts';

export function libraryScript({ name, text, names }: LibraryText): LibraryScript {
  const code = `ιibrary(function(exports,require,module){${text}\n});\n//# sourceURL=/lab/node_modules/${name}/index.cjs`;
  return { name, names, url: scriptUrl(code) };
}
