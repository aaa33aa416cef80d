/** Takes the types out of the lab's TypeScript, for a Node inside the container that cannot do it by itself. */
import type { LabFiles } from '../runtime.ts';

/** File names stay, so that imports of `./x.ts` resolve and errors name the learner's file; lines stay, columns move. */
export async function stripTypes(files: LabFiles): Promise<LabFiles> {
  const { transform } = await import('sucrase');
  const strip = (path: string, text: string): string => {
    if (!path.endsWith('.ts')) return text;
    try {
      const options = { transforms: ['typescript' as const], disableESTransforms: true, keepUnusedImports: true };
      return transform(text, { ...options, filePath: path }).code;
    } catch {
      return text; // Node will say where the error is
    }
  };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strip(path, text)]));
}
