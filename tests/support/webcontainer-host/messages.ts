/** What the host's page and the host's server say to each other over one WebSocket per page: calls, answers, news. */

export interface RunCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Relative to the container's folder. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly terminal?: { readonly cols: number; readonly rows: number } | undefined;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly directory: boolean;
}

/** One container: what the server does for a page. Processes are named by numbers that the page chooses. */
export interface Container {
  build(workdirName: string | null): Promise<{ path: string; cwd: string }>;
  teardown(): Promise<void>;
  loadFiles(payload: Uint8Array, mountPoint: string | null): Promise<void>;
  readFile(path: string, encoding: string | null): Promise<Uint8Array | string>;
  writeFile(path: string, data: Uint8Array | string): Promise<void>;
  readdir(path: string): Promise<DirectoryEntry[]>;
  mkdir(path: string, recursive: boolean): Promise<void>;
  rm(path: string, options: { recursive: boolean; force: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  run(process: number, command: RunCommand): Promise<void>;
  input(process: number, text: string): Promise<void>;
  kill(process: number): Promise<void>;
}

export type Method = keyof Container;

export interface Call {
  readonly call: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Answer =
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: { readonly name: string; readonly message: string } };

export type News =
  /** The page may present itself to its parent. */
  | { readonly news: 'welcome' }
  | { readonly news: 'output'; readonly process: number; readonly bytes: Uint8Array }
  | { readonly news: 'output-end'; readonly process: number }
  | { readonly news: 'exit'; readonly process: number; readonly code: number }
  | { readonly news: 'error'; readonly message: string };

const BYTES = '$bytes';

/** JSON in which a `Uint8Array` survives, as base64. */
export const encode = (message: Call | Answer | News): string =>
  JSON.stringify(message, (_key, value: unknown) =>
    value instanceof Uint8Array ? { [BYTES]: toBase64(value) } : value,
  );

export const decode = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && BYTES in value ? fromBase64(String(value[BYTES])) : value,
  );

const PIECE = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(binary);
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
