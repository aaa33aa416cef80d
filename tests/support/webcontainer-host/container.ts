/** One container of the stand-in: a temporary folder and the real processes that run in it. */
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import type { HostBehaviour } from './behaviour.ts';
import { startChild, hasTerminals, type Child } from './child.ts';
import type { Container, News, RunCommand } from './messages.ts';
import { openPrivateNetwork, type PrivateNetwork } from './network.ts';
import { deliverTo } from './output.ts';
import { writeTree, type Tree } from './tree.ts';

const BROKEN_TCP = join(import.meta.dirname, 'broken-tcp.cjs');

export class LocalContainer implements Container {
  readonly #send: (news: News) => void;
  readonly #behaviour: HostBehaviour;
  readonly #children = new Map<number, Child>();
  readonly #atExit = (): void => this.#vanish();
  #network: PrivateNetwork | undefined;
  /** The temporary folder; '' before `build` and after `teardown`. */
  #root = '';
  /** The folder that paths are relative to. */
  #home = '';

  constructor(send: (news: News) => void, behaviour: HostBehaviour) {
    this.#send = send;
    this.#behaviour = behaviour;
  }

  async build(workdirName: string | null): Promise<{ path: string; cwd: string }> {
    await this.teardown();
    if (this.#behaviour.refusesToStart !== undefined) throw new Error(this.#behaviour.refusesToStart);
    this.#root = await mkdtemp(join(tmpdir(), 'webcontainer-'));
    process.on('exit', this.#atExit);
    this.#home = join(this.#root, 'home', workdirName ?? 'project');
    await mkdir(this.#home, { recursive: true });
    this.#network = await openPrivateNetwork();
    return { path: this.#path(), cwd: this.#home };
  }

  async teardown(): Promise<void> {
    process.off('exit', this.#atExit);
    this.#killAll();
    this.#network?.close();
    this.#network = undefined;
    if (this.#root !== '') await rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
    this.#root = '';
  }

  async loadFiles(payload: Uint8Array, mountPoint: string | null): Promise<void> {
    const folder = this.#inside(mountPoint ?? '.');
    await access(folder);
    await writeTree(folder, JSON.parse(new TextDecoder().decode(payload)) as Tree);
  }

  readFile(path: string, encoding: BufferEncoding | null): Promise<Uint8Array | string> {
    return readFile(this.#inside(path), encoding);
  }

  writeFile(path: string, data: Uint8Array | string): Promise<void> {
    return writeFile(this.#inside(path), data);
  }

  async readdir(path: string): Promise<{ name: string; directory: boolean }[]> {
    const entries = await readdir(this.#inside(path), { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, directory: entry.isDirectory() }));
  }

  async mkdir(path: string, recursive: boolean): Promise<void> {
    await mkdir(this.#inside(path), { recursive });
  }

  rm(path: string, options: { recursive: boolean; force: boolean }): Promise<void> {
    return rm(this.#inside(path), options);
  }

  rename(from: string, to: string): Promise<void> {
    return rename(this.#inside(from), this.#inside(to));
  }

  async run(number: number, command: RunCommand): Promise<void> {
    const listener = deliverTo(this.#send, number, this.#behaviour);
    const place = {
      folder: this.#inside(command.cwd ?? '.'),
      env: this.#env(command.env ?? {}),
      tty: this.#behaviour.tty ?? hasTerminals,
      prefix: this.#network?.prefix ?? [],
    };
    const child = await startChild(command, place, {
      output: listener.output,
      exit: (code) => {
        this.#children.delete(number);
        listener.exit(code);
      },
    });
    this.#children.set(number, child);
  }

  async input(number: number, text: string): Promise<void> {
    this.#children.get(number)?.input(text);
  }

  async kill(number: number): Promise<void> {
    this.#children.get(number)?.kill('SIGTERM');
  }

  /** Paths start at the container's folder, with or without a slash, and stay in it. */
  #inside(path: string): string {
    const full = resolve(this.#home, `./${path}`);
    if (full === this.#home || full.startsWith(this.#home + sep)) return full;
    throw new Error(`EACCES: permission denied, '${path}'`);
  }

  /** The Node that runs these tests comes first: the one that the project is built with. */
  #path(): string {
    return [dirname(process.execPath), process.env['PATH']].join(':');
  }

  #env(own: Readonly<Record<string, string | number | boolean>>): NodeJS.ProcessEnv {
    const flags = [
      ...(this.#behaviour.stripsTypes === false ? ['--no-experimental-strip-types'] : []),
      ...(this.#behaviour.tcp === undefined ? [] : ['--require', BROKEN_TCP]),
    ];
    return {
      PATH: this.#path(),
      HOME: this.#home,
      TERM: 'xterm-256color',
      ...(flags.length > 0 ? { NODE_OPTIONS: flags.join(' ') } : {}),
      ...(this.#behaviour.tcp === undefined ? {} : { STANDIN_TCP: this.#behaviour.tcp }),
      ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)])),
    };
  }

  #killAll(): void {
    for (const child of this.#children.values()) child.kill('SIGKILL');
    this.#children.clear();
  }

  /** Synchronous, for the end of this process: nothing of ours may outlive it. */
  #vanish(): void {
    this.#killAll();
    this.#network?.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
