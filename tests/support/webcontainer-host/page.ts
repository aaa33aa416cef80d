/**
 * The host's page, in the hidden frame that the client makes: offers the client's wire interface over a MessagePort,
 * with the client's own copy of Comlink, and passes every call on to the server over a WebSocket.
 */
import { Comlink } from '../../../node_modules/@webcontainer/api/dist/vendor/index.js';
import { decode, encode, type Answer, type Container, type Method, type News, type RunCommand } from './messages.ts';

type Output = (bytes: Uint8Array | null) => void;

interface Running {
  readonly exit: (code: number) => void;
  readonly output: Output | undefined;
  /** Comlink grows slow with calls that wait for their answers: one goes out at a time. */
  told: Promise<void>;
}

type Listener = (...args: readonly unknown[]) => void;
type MakeOptions = { recursive?: boolean } | undefined;
type RemoveOptions = { recursive?: boolean; force?: boolean } | undefined;

/** What the real page says where it is not isolated: shared memory cannot be sent to a worker. */
const NOT_ISOLATED =
  "Failed to execute 'postMessage' on 'Worker': SharedArrayBuffer transfer requires self.crossOriginIsolated.";
const FILE = 1;
const DIRECTORY = 2;

const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/container`);
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
const running = new Map<number, Running>();
const listeners = new Map<string, Set<Listener>>();
let numbers = 0;

function ask<M extends Method>(method: M, ...args: Parameters<Container[M]>): Promise<unknown> {
  const call = ++numbers;
  socket.send(encode({ call, method, args }));
  return new Promise((resolve, reject) => waiting.set(call, { resolve, reject }));
}

socket.onmessage = ({ data }: MessageEvent<string>) => {
  const message = decode(data) as Answer | News;
  if ('answer' in message) settle(message);
  else report(message);
};

function settle(message: Answer): void {
  const call = waiting.get(message.answer);
  waiting.delete(message.answer);
  if ('error' in message) call?.reject(Object.assign(new Error(message.error.message), message.error));
  else call?.resolve(message.value);
}

function report(message: News): void {
  if (message.news === 'welcome') return present();
  if (message.news === 'error') return listeners.get('error')?.forEach((listener) => listener(message));
  const process = running.get(message.process);
  if (process === undefined) return;
  if (message.news === 'exit') return process.exit(message.code);
  const bytes = message.news === 'output' ? Comlink.transfer(message.bytes, [message.bytes.buffer]) : null;
  process.told = process.told.then(() => process.output?.(bytes));
}

const files = {
  readFile: (path: string, encoding?: string | null) => ask('readFile', path, encoding ?? null),
  writeFile: (path: string, data: Uint8Array | string) => ask('writeFile', path, data),
  mkdir: (path: string, options: MakeOptions) => ask('mkdir', path, options?.recursive === true),
  rename: (from: string, to: string) => ask('rename', from, to),
  rm: (path: string, options: RemoveOptions) =>
    ask('rm', path, { recursive: options?.recursive === true, force: options?.force === true }),
  async readdir(path: string, options?: { withFileTypes?: boolean }) {
    const entries = (await ask('readdir', path)) as { name: string; directory: boolean }[];
    if (options?.withFileTypes !== true) return entries.map(({ name }) => name);
    return entries.map(({ name, directory }) => ({ name, 'Symbol(type)': directory ? DIRECTORY : FILE }));
  },
};

async function run(command: RunCommand, _stdout: undefined, _stderr: undefined, output?: Output): Promise<unknown> {
  const number = ++numbers;
  const onExit = new Promise<number>((exit) => running.set(number, { output, exit, told: Promise.resolve() }));
  try {
    await ask('run', number, command);
  } catch (error) {
    running.delete(number);
    throw error;
  }
  return Comlink.proxy({
    onExit,
    write: (text: string) => ask('input', number, text),
    kill: () => ask('kill', number),
    resize: () => undefined,
  });
}

const host = {
  async build({ workdirName }: { workdirName?: string }) {
    if (!crossOriginIsolated) throw Object.assign(new Error(NOT_ISOLATED), { name: 'DataCloneError' });
    const info = await ask('build', workdirName ?? null);
    return Comlink.proxy({
      fs: () => Comlink.proxy(files),
      previewScript: () => Comlink.proxy({}),
      runtimeInfo: () => info,
      loadFiles: (payload: Uint8Array, options?: { mountPoints?: string }) =>
        ask('loadFiles', payload, options?.mountPoints ?? null),
      run,
      on(event: string, listener: Listener) {
        const set = listeners.get(event) ?? new Set();
        listeners.set(event, set.add(listener));
        return Comlink.proxy(() => void set.delete(listener));
      },
      async teardown() {
        listeners.clear();
        await ask('teardown');
      },
    });
  },
};

function present(): void {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(host, port1);
  parent.postMessage({ type: 'init' }, '*', [port2]);
}
