/** The client's internal file tree, `{ d: { name: { d } | { f } } }`, written into a real folder. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface FileNode {
  /** `c` is the content, as Latin-1 of the bytes where `b`; `l` is a symbolic link's target. */
  readonly f: { readonly c: string; readonly b?: boolean } | { readonly l: string };
}

export interface Tree {
  readonly d: Readonly<Record<string, Tree | FileNode>>;
}

/** Merges into what stands in `folder`, as the container does. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, node] of Object.entries(tree.d)) {
    const path = join(folder, name);
    if ('d' in node) await writeTree(path, node);
    else if ('l' in node.f) await symlink(node.f.l, path);
    else await writeFile(path, Buffer.from(node.f.c, node.f.b === true ? 'latin1' : 'utf8'));
  }
}
