/**
 * The broker as every runtime starts it: `node broker.mjs` with its trace on stdout and control messages on stdin.
 * Here the trace is taken out of what it prints, whatever carries the text: chunks are cut anywhere, and a terminal
 * ends lines with CRLF and echoes what was typed.
 */
import { type BrokerControl, parseControl } from '../server/control.ts';
import type { TraceListener } from '../trace/events.ts';
import { EVENT_LINE_START, parseEventLine } from '../trace/json-lines.ts';
import { ProcessOutput } from './process-output.ts';
import type { BrokerPorts, OutputChunk, Process } from './runtime.ts';

export const BROKER_NAME = 'broker';
/** A line that is longer is no event: frames in the trace are cut far below. */
export const LINE_CHARS_MAX = 8_000_000;

const CONTROL_LINE_START = '{"type":';

/** What follows `node broker.mjs` on the command line: the ports named, and no other. */
export const brokerArgs = (ports: BrokerPorts): string[] => [
  '--trace',
  ...Object.entries({ amqp: 'off', ...ports }).flatMap(([protocol, port]) => [`--${protocol}`, String(port ?? 'off')]),
];

/** Written to the broker's stdin. */
export const controlLine = (message: BrokerControl): string => `${JSON.stringify(message)}\n`;

interface Parts {
  readonly event: TraceListener;
  readonly text: (text: string) => void;
}

/** Splits a broker's printed text into events and text for people. */
export class TraceSplitter {
  readonly #parts: Parts;
  /** The present line, as long as it may still become an event. */
  #held = '';
  /** The present line is for people: the rest of it goes through. */
  #plain = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  feed(text: string): void {
    let at = 0;
    while (at < text.length) {
      const end = text.indexOf('\n', at);
      const piece = end === -1 ? text.slice(at) : text.slice(at, end + 1);
      at += piece.length;
      if (this.#plain) this.#parts.text(piece);
      else this.#hold(piece);
      if (end !== -1) this.#endLine();
    }
  }

  /** Nothing follows: an unfinished line is shown. */
  end(): void {
    this.#endLine();
  }

  #hold(piece: string): void {
    this.#held += piece;
    if (mayBecomeOurs(this.#held) && this.#held.length <= LINE_CHARS_MAX) return;
    this.#parts.text(this.#held);
    this.#held = '';
    this.#plain = true;
  }

  #endLine(): void {
    const line = this.#held.replace(/\r?\n$/, '');
    const event = parseEventLine(line);
    if (event !== undefined) this.#parts.event(event);
    else if (this.#held !== '' && parseControl(line) === undefined) this.#parts.text(this.#held);
    this.#held = '';
    this.#plain = false;
  }
}

const mayBecomeOurs = (text: string): boolean =>
  [EVENT_LINE_START, CONTROL_LINE_START].some(
    (start) => text.startsWith(start.slice(0, text.length)) || text.startsWith(start),
  );

/** `raw` prints trace and text; the process that is returned prints the text alone and hands each event to `onEvent`. */
export function brokerProcess(raw: Process, onEvent: TraceListener): Process {
  const output = new ProcessOutput();
  const splitters = new Map<OutputChunk['stream'], TraceSplitter>();
  const splitterOf = (stream: OutputChunk['stream']): TraceSplitter => {
    const known = splitters.get(stream);
    if (known !== undefined) return known;
    const splitter = new TraceSplitter({ event: onEvent, text: (text) => output.push(stream, text) });
    splitters.set(stream, splitter);
    return splitter;
  };
  raw.output(({ stream, text }) => {
    if (stream === 'stderr') output.push(stream, text);
    else splitterOf(stream).feed(text);
  });
  const exit = raw.exit.then((status) => {
    for (const splitter of splitters.values()) splitter.end();
    return status;
  });
  return {
    name: raw.name,
    output: output.subscribe,
    exit,
    input: (text) => raw.input(text),
    kill: (signal) => raw.kill(signal),
  };
}
