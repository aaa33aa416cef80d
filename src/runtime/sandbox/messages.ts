/**
 * What the sandbox's three parties say to each other: the page, the host (in the opaque-origin iframe) and one worker
 * per process. The host checks every message of a worker (`host/worker-report.ts`): a program may send anything.
 */
import type { LabFiles, Signal } from '../runtime.ts';

export type OutputStream = 'stdout' | 'stderr';

// ---- page → host. The first one goes through the window, with the port for all the others.

export interface StartMessage {
  readonly type: 'start';
  /** Scripts as text: the iframe fetches nothing. */
  readonly host: string;
  readonly kernel: string;
  readonly nodeVersion: string;
  readonly libraries: readonly LibraryText[];
}

export interface LibraryText {
  readonly name: string;
  /** See `LibraryAsset.url`. */
  readonly text: string;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

export type PageMessage =
  | { readonly type: 'files'; readonly files: LabFiles }
  | ({ readonly type: 'spawn' } & SpawnRequest)
  | { readonly type: 'input'; readonly process: number; readonly text: string }
  | { readonly type: 'signal'; readonly process: number; readonly signal: Signal }
  /** The page has taken that many characters of output: the process may print on. */
  | { readonly type: 'acknowledge'; readonly process: number; readonly length: number }
  | { readonly type: 'prewarm'; readonly count: number }
  | { readonly type: 'ping'; readonly id: number };

export interface SpawnRequest {
  /** The page's number of the process; never used twice. */
  readonly process: number;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files of this process alone, by absolute path: how the broker's bundle gets in. */
  readonly files?: Readonly<Record<string, string>>;
  /** Nothing that it prints may be dropped: the broker's trace is on its stdout. */
  readonly keepsOutput?: boolean;
}

// ---- host → page

export type HostMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly process: number; readonly stream: OutputStream; readonly text: string }
  | { readonly type: 'exited'; readonly process: number; readonly code: number; readonly signal?: Signal }
  | { readonly type: 'listening'; readonly process: number; readonly port: number }
  | { readonly type: 'unlistening'; readonly port: number }
  | {
      readonly type: 'connected';
      readonly process: number;
      readonly localPort: number;
      readonly remotePort: number;
    }
  | { readonly type: 'pong'; readonly id: number }
  /** A worker could not even start: the kernel does not fit this browser. */
  | { readonly type: 'broken'; readonly message: string };

// ---- host → worker

export interface Program {
  /** Absolute path of the file that is run. */
  readonly main: string;
  /** Every file of the disk, by absolute path. */
  readonly files: Readonly<Record<string, string>>;
  /** What the loader needs of the files that the program may load, by absolute path. */
  readonly modules: Readonly<Record<string, ModuleSource>>;
  readonly libraries: readonly LibraryScript[];
}

export interface LibraryScript {
  readonly name: string;
  /** Address of the bundle as a script that hands itself to `libraries.define`. */
  readonly url: string;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

export type ModuleSource =
  | EsModuleSource
  | { readonly kind: 'commonjs'; readonly code: string }
  | { readonly kind: 'json'; readonly code: string }
  | { readonly kind: 'broken'; readonly error: SourceError };

export interface EsModuleSource {
  readonly kind: 'esm';
  /** JavaScript with every token in the line and column that it has in the file. */
  readonly code: string;
  readonly imports: readonly ImportSite[];
  readonly exports: readonly ExportSite[];
}

/** Offsets in `code`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** `start` and `end`: the specifier without its quotes, the word `import`, or `import.meta`. */
export type ImportSite = Range &
  (
    | { readonly kind: 'dynamic'; readonly specifier?: string }
    | { readonly kind: 'meta' }
    | {
        readonly kind: 'static';
        readonly specifier: string;
        readonly statement: Range;
        /** Of `import a, { b as c } from` and `export { b } from`: names that the other module must have. */
        readonly names: readonly ImportedName[];
        /** Local name of `import * as ns`. */
        readonly namespace?: string;
        /** `export * from`. */
        readonly star?: boolean;
        /** `with { type: … }`. */
        readonly type?: string;
      }
  );

export interface ImportedName {
  /** `default` where nothing else is said. */
  readonly name: string;
  /** What it is called in this file; absent where it is only handed on. */
  readonly local?: string;
  readonly start: number;
}

export interface ExportSite {
  readonly name: string;
  /** Variable of this file; absent for a default without a name and for what another module exports. */
  readonly local?: string;
  /** Where `export` stands. */
  readonly start: number;
  /** `export { imported as name } from`: null hands on the whole namespace. */
  readonly from?: { readonly specifier: string; readonly imported: string | null };
}

/** A mistake that keeps a file from being loaded. */
export interface SourceError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  /** From 1 and from 0. */
  readonly line?: number;
  readonly column?: number;
}

export type WorkerOrder =
  | {
      readonly type: 'start';
      readonly pid: number;
      readonly program: Program;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly nodeVersion: string;
      readonly ports: readonly number[];
      /** First of the ports that `listen(0)` of this process may take. */
      readonly freePorts: number;
      readonly keepsOutput: boolean;
    }
  | { readonly type: 'input'; readonly text: string }
  | { readonly type: 'signal'; readonly signal: Signal }
  | { readonly type: 'acknowledge'; readonly length: number }
  /** Ports taken in the whole sandbox: `listen` is answered at once from this list. */
  | { readonly type: 'ports'; readonly ports: readonly number[] }
  /** Another process was faster with this port. */
  | { readonly type: 'listen-denied'; readonly port: number }
  | {
      readonly type: 'connected';
      readonly request: number;
      readonly connection: number;
      readonly localPort: number;
    }
  | { readonly type: 'connect-failed'; readonly request: number; readonly error: 'ECONNREFUSED' | 'EMFILE' }
  | {
      readonly type: 'accepted';
      readonly port: number;
      readonly connection: number;
      readonly remotePort: number;
    }
  /** The other end's process is gone without a word. */
  | { readonly type: 'peer-gone'; readonly connection: number }
  | { readonly type: 'module'; readonly request: number; readonly modules: Readonly<Record<string, ModuleSource>> };

// ---- worker → host

export type WorkerReport =
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly stream: OutputStream; readonly text: string }
  | { readonly type: 'exit'; readonly code: number; readonly signal?: Signal }
  | { readonly type: 'kill'; readonly pid: number; readonly signal: Signal }
  | { readonly type: 'listen'; readonly port: number }
  | { readonly type: 'unlisten'; readonly port: number }
  | { readonly type: 'connect'; readonly request: number; readonly port: number }
  | { readonly type: 'disconnected'; readonly connection: number }
  /** `import()` of a file that no static import reaches. */
  | { readonly type: 'module'; readonly request: number; readonly file: string };
