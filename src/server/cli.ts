/** The broker as a program: `node src/server/cli.ts`, `npm run broker --`, or bundled as `broker.mjs`. */
import process from 'node:process';
import { eventLine } from '../trace/json-lines.ts';
import { Recorder } from '../trace/recorder.ts';
import { type CliArguments, parseArguments, USAGE, UsageError } from './arguments.ts';
import { parseControl } from './control.ts';
import { type Listener, serve, type ServedBroker } from './node.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
const TITLES: Readonly<Record<Listener['protocol'], string>> = {
  amqp: 'AMQP 0-9-1',
  mqtt: 'MQTT',
  stomp: 'STOMP',
  resp: 'RESP',
};

/** The lines of a tick are one write: a busy broker has several events for every message. */
const PRINT_CHARACTERS = 64 * 1024;
let printed = '';

function print(line: string): void {
  if (printed === '') setImmediate(flushPrinted);
  printed += `${line}\n`;
  if (printed.length >= PRINT_CHARACTERS) flushPrinted();
}

function flushPrinted(): void {
  if (printed !== '') process.stdout.write(printed);
  printed = '';
}

const complain = (line: string): void => void process.stderr.write(`${line}\n`);

function readArguments(): CliArguments | undefined {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(`${error.message}\n\n${USAGE}`);
    process.exitCode = EXIT_USAGE;
    return undefined;
  }
}

async function start(given: CliArguments): Promise<ServedBroker | undefined> {
  const { ports, mqttProfile, host, profile, trace } = given;
  const recorder = trace ? new Recorder({ capacity: 0 }) : undefined;
  recorder?.listen((event) => print(eventLine(event)));
  try {
    return await serve({
      ...ports,
      mqttOptions: { profile: mqttProfile },
      host,
      profile,
      emit: recorder?.emit,
      traceFrames: trace,
      bug: (error) => complain(text(error)),
    });
  } catch (error) {
    complain(whyNot(error, host));
    process.exitCode = EXIT_FAILURE;
    return undefined;
  }
}

function whyNot(error: unknown, host: string): string {
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') return `Port ${String(port)} on ${host} is taken by another program.`;
  if (code === 'EACCES') return `Port ${String(port)} on ${host} may not be opened by this user.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is not an address of this machine.`;
  return `The broker could not start: ${text(error)}`;
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Control messages, line by line. Standard input may be closed, and does not keep the program alive. */
function listenToInput(broker: ServedBroker): void {
  const { stdin } = process;
  let pending = '';
  stdin.setEncoding('utf8');
  stdin.on('data', (chunk: string) => {
    const lines = (pending + chunk).split('\n');
    pending = (lines.pop() ?? '').slice(-INPUT_LINE_MAX);
    for (const line of lines) {
      const message = parseControl(line);
      if (message !== undefined) broker.server.control(message);
    }
  });
  stdin.on('error', () => {});
  const { unref } = stdin as { unref?: () => void };
  unref?.call(stdin);
}

const INPUT_LINE_MAX = 4096;

function stopOnSignals(broker: ServedBroker): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void broker.close().then(() => {
      flushPrinted();
      process.exit(0);
    });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given === undefined) return;
  if (given.help) return print(USAGE);
  const broker = await start(given);
  if (broker === undefined) return;
  // before it says that it is ready: who reads that may stop it at once
  stopOnSignals(broker);
  for (const { protocol, carrier, host, port } of broker.listeners) {
    print(`${TITLES[protocol]}${carrier === 'websocket' ? ' over WebSocket' : ''}: ${host}:${port}`);
  }
  if (broker.listeners.length === 0) {
    complain('Every protocol is off: there is nothing to listen to.');
    process.exitCode = EXIT_USAGE;
    return;
  }
  listenToInput(broker);
}

await main();
