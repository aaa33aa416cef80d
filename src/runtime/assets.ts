/** What the build makes for the runtimes, by address; the module `virtual:runtime-assets` exports one of these as default. */
export interface RuntimeAssets {
  /** Version of Node whose library the kernel carries, e.g. `24.21.0`. */
  readonly nodeVersion: string;
  /** Script of a sandbox worker: Node's library over our bindings. */
  readonly kernel: string;
  /** Script of the sandbox's iframe: process table and switchboard. */
  readonly host: string;
  /** `broker.mjs`. */
  readonly broker: string;
  readonly libraries: Readonly<Record<string, LibraryAsset>>;
}

/** One npm package bundled to one CommonJS file with all its own dependencies inside. */
export interface LibraryAsset {
  readonly version: string;
  /** Text of a CommonJS module: `module.exports` maps each entry (`.`, `./callback_api`) to a function that loads it. */
  readonly url: string;
  /** As in `import 'amqplib/callback_api'` → `./callback_api`. */
  readonly entries: readonly string[];
  /** Entry → names that `import { … }` finds in it when plain Node loads the unbundled package. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}
