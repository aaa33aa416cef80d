/** For a Node that cannot run TypeScript: the lab's `.ts` files are mounted with their types already taken out. */
import { readFile } from 'node:fs/promises';

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  return { format: 'module', shortCircuit: true, source: await readFile(new URL(url), 'utf8') };
}
