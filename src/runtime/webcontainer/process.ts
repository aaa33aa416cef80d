/** One program inside the container, as the `Process` of the contract: its output unpacked, its end told exactly once. */
import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import { ProcessOutput } from '../process-output.ts';
import type { ExitStatus, Process, Signal } from '../runtime.ts';
import { within } from './deadline.ts';
import type { Limits } from './limits.ts';
import { tellsOutOfMemory, type Loss } from './loss.ts';
import { RecordReader, withoutEcho, type Mark } from './records.ts';
import { signalOf, type SignalSender } from './signals.ts';
import { PRELOAD } from './tools.ts';

export interface Place {
  readonly client: WebContainer;
  readonly loss: Loss;
  readonly signals: SignalSender;
  readonly limits: Limits;
}

export interface Launch {
  readonly name: string;
  /** What follows `node`. */
  readonly args: readonly string[];
  /** Relative to the container's own folder. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Told in order, none after `exit` has settled. */
  readonly onMark: (mark: Mark) => void;
}

/** Typed text that the terminal may still echo; more than this is not waited for. */
const ECHO_CHARS_MAX = 64 * 1024;
const KILLED = 137;
/** Colours at a terminal only; the reader's pane shows what `node` prints into a pipe. */
const PLAIN = { FORCE_COLOR: '0' };

/** @throws DeadlineError where the container does not answer; whatever its `spawn` throws */
export async function startProcess(place: Place, launch: Launch): Promise<Process> {
  const { client, limits } = place;
  const spawning = client.spawn('node', ['--require', `${client.workdir}/${PRELOAD}`, ...launch.args], {
    cwd: launch.folder,
    env: { ...PLAIN, ...launch.env },
  });
  const inner = await within(spawning, { ms: limits.callMs, what: `Starting "${launch.name}"` });
  const running = new Running(place, launch, inner);
  return {
    name: launch.name,
    output: running.output.subscribe,
    exit: running.exit,
    input: (text) => running.input(text),
    kill: (signal) => running.kill(signal),
  };
}

class Running {
  readonly output = new ProcessOutput();
  readonly exit: Promise<ExitStatus>;
  readonly #place: Place;
  readonly #inner: WebContainerProcess;
  readonly #keyboard: WritableStreamDefaultWriter<string>;
  /** Told by the preload, before anything of the program itself. */
  readonly #pid: Promise<number>;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #knowPid: (pid: number) => void = () => undefined;
  #endNow: (code: number) => void = () => undefined;
  #echo = '';
  #chunks = 0;
  #stopped = false;
  #endsByItself = false;
  #ended = false;

  constructor(place: Place, launch: Launch, inner: WebContainerProcess) {
    this.#place = place;
    this.#inner = inner;
    this.#keyboard = inner.input.getWriter();
    this.#pid = new Promise((resolve) => (this.#knowPid = resolve));
    this.exit = this.#run(launch.onMark);
  }

  input(text: string): void {
    if (this.#ended) return;
    this.#echo = this.#echo.length + text.length > ECHO_CHARS_MAX ? '' : this.#echo + text;
    this.#keyboard.write(text).catch(() => undefined); // it ended a moment ago
  }

  kill(signal: Signal): void {
    if (this.#ended) return;
    this.#stopped = true;
    const { graceMs } = this.#place.limits;
    if (signal === 'SIGKILL') return this.#force();
    if (signal === 'SIGTERM') this.#inner.kill();
    else this.#send(signal);
    this.#timers.push(setTimeout(() => this.#force(), graceMs));
  }

  #force(): void {
    const { killMs, giveUpMs } = this.#place.limits;
    this.#send('SIGKILL');
    this.#timers.push(setTimeout(() => this.#inner.kill(), killMs));
    this.#timers.push(setTimeout(() => this.#endNow(KILLED), giveUpMs));
  }

  #send(signal: Signal): void {
    const { signals, limits } = this.#place;
    void this.#pid.then((pid) => {
      if (!this.#ended) signals.send(signal, pid, limits);
    });
  }

  async #run(onMark: (mark: Mark) => void): Promise<ExitStatus> {
    const { loss } = this.#place;
    const reader = this.#reader(onMark);
    const write = (chunk: string): void => {
      this.#chunks++;
      reader.push(chunk);
    };
    const printed = this.#inner.output.pipeTo(new WritableStream({ write })).catch(() => undefined);
    const given = new Promise<number>((resolve) => (this.#endNow = resolve));
    const stop = loss.subscribe(() => this.#endNow(KILLED));
    const code = await Promise.race([this.#inner.exit.catch(() => KILLED), given]);
    stop();
    // of a container that is lost nothing more will come
    if (loss.why === undefined) await this.#drained(printed);
    reader.end();
    this.output.end();
    this.#ended = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const signal = this.#endsByItself ? undefined : signalOf(code);
    return signal === undefined ? { code } : { code, signal };
  }

  /** Settles with the end of the output, or once nothing has come for a while. */
  async #drained(printed: Promise<void>): Promise<void> {
    const { drainMs, graceMs } = this.#place.limits;
    const endsWithin = (ms: number): Promise<boolean> =>
      within(printed, { ms, what: 'The last output' }).then(
        () => true,
        () => false,
      );
    // whoever stops a flood does not want to see all of it
    if (this.#stopped) return void (await endsWithin(graceMs));
    let before: number;
    do before = this.#chunks;
    while (!(await endsWithin(drainMs)) && this.#chunks > before);
  }

  #reader(onMark: (mark: Mark) => void): RecordReader {
    let own: number | undefined;
    return new RecordReader({
      written: (stream, bytes) => {
        if (!this.#ended) this.output.push(stream, bytes);
      },
      raw: (text) => this.#raw(text),
      mark: (mark) => {
        if (this.#ended) return;
        own ??= mark.pid;
        if ('started' in mark) this.#knowPid(own);
        if ('exit' in mark && mark.pid === own) this.#endsByItself = true;
        onMark(mark);
      },
    });
  }

  /** Words of Node itself, of programs that this one started, or the terminal's echo of what was typed. */
  #raw(text: string): void {
    if (this.#ended) return;
    const { shown, pending } = withoutEcho(text, this.#echo);
    this.#echo = pending;
    if (shown === '') return;
    this.output.push('terminal', shown);
    if (tellsOutOfMemory(shown)) this.#place.loss.declare(`The container ran out of memory: ${shown.trim()}.`);
  }
}
