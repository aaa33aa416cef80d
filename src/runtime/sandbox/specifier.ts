/** What an import means, before anyone looks whether it is there; the same for the host's scan and the worker's loader. */

export type Resolved =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'builtin'; readonly id: string }
  | { readonly kind: 'package'; readonly name: string; readonly entry: string }
  | { readonly kind: 'invalid' };

const PACKAGE = /^((?:@[^/]+\/)?[^/@][^/]*)(\/.*)?$/;

/** `path` → `file:///…`, what a URL gives a meaning to escaped. */
export const fileUrl = (path: string): string =>
  `file://${path.split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@')}`;

/** `from` is the absolute path of the importing file; builtins are known by their `node:` or by `isBuiltin`. */
export function resolveSpecifier(specifier: string, from: string, isBuiltin: (id: string) => boolean): Resolved {
  if (specifier.startsWith('node:')) return { kind: 'builtin', id: specifier.slice('node:'.length) };
  if (/^\.{0,2}\/|^file:/.test(specifier)) {
    try {
      return { kind: 'file', path: decodeURIComponent(new URL(specifier, fileUrl(from)).pathname) };
    } catch {
      return { kind: 'invalid' };
    }
  }
  if (isBuiltin(specifier)) return { kind: 'builtin', id: specifier };
  const match = PACKAGE.exec(specifier);
  if (match?.[1] === undefined || /^[a-z]+:/i.test(specifier)) return { kind: 'invalid' };
  return { kind: 'package', name: match[1], entry: `.${match[2] ?? ''}` };
}
