/**
 * Mistakes that only the engine finds (a name declared twice, `await` where it may not stand): it tells the place to
 * whoever listens for errors of a classic script, and to nobody else. So the module is read once more as such a script;
 * its code stands in a function that is never called.
 */
import type { EsModuleSource, SourceError } from '../../messages.ts';
import { natives, scriptUrl } from '../natives.ts';
import { functionForm } from './function-form.ts';
import { WORDS } from './linker.ts';

/** The kernel's own listener looks here first. */
let reading: ((event: ErrorEvent) => void) | undefined;
export function isReadingSyntax(event: ErrorEvent): boolean {
  reading?.(event);
  return reading !== undefined;
}

const importedLocals = ({ imports }: EsModuleSource): string[] =>
  imports.flatMap((site) =>
    site.kind === 'static'
      ? [...site.names.flatMap(({ local }) => local ?? []), ...(site.namespace === undefined ? [] : [site.namespace])]
      : [],
  );

/** `undefined`: nothing is wrong with it. Line and column are the file's. */
export function locateSyntaxError(source: EsModuleSource): Promise<SourceError | undefined> {
  const { text, prefixLength } = functionForm(source, WORDS, importedLocals(source));
  return new Promise((resolve) => {
    let found: SourceError | undefined;
    reading = ({ message, lineno, colno }) => {
      const column = colno - 1 - (lineno === 1 ? prefixLength + 1 : 0);
      const words = message.replace(/^.*?SyntaxError: (?:Failed to execute 'importScripts'[^:]*: )?/, '');
      found = { name: 'SyntaxError', message: words, line: lineno, column: Math.max(0, column) };
    };
    // in a task of its own: an error is only told where nobody catches it
    natives.setTimeout(() => natives.importScripts(scriptUrl(`(${text})`)), 0);
    natives.setTimeout(() => {
      reading = undefined;
      resolve(found);
    }, 0);
  });
}
