/** Made by `src/runtime/build/node-library-plugin.ts`: id → function that gives the module. */
declare module 'node-library:table' {
  type Table = Readonly<Record<string, () => unknown>>;
  export const publicModules: Table;
  export const internals: Table;
}
/** Fills `primordials` when it is imported. */
declare module 'node-library:primordials' {}
/** Lines of Node's own sources that its reports show. */
declare module 'node-library:excerpts' {
  interface SourceLine {
    readonly url: string;
    readonly line: number;
    readonly text: string;
  }
  export const unhandledError: SourceLine;
  export const unhandledRejection: SourceLine;
}
