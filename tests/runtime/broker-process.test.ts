import { describe, expect, it } from 'vitest';
import {
  brokerArgs,
  brokerProcess,
  controlLine,
  LINE_CHARS_MAX,
  TraceSplitter,
} from '../../src/runtime/broker-process.ts';
import { ProcessOutput } from '../../src/runtime/process-output.ts';
import type { ExitStatus, OutputChunk, Process } from '../../src/runtime/runtime.ts';
import { parseControl } from '../../src/server/control.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { eventLine } from '../../src/trace/json-lines.ts';

const first: TraceEvent = { seq: 1, at: 5, type: 'broker-started', listeners: [{ protocol: 'amqp', port: 5672 }] };
const second: TraceEvent = {
  seq: 2,
  at: 6.5,
  type: 'published',
  message: 1,
  exchange: '',
  key: 'don_hang',
  body: 'Đơn hàng {"seq":9}\n',
  sizeBytes: 27,
  persistent: false,
};
const people = 'AMQP 0-9-1: 127.0.0.1:5672\n';
const printed = `${eventLine(first)}\n${people}{"seq":\n{"seq":1,"at":2}\n{"se\n\n${eventLine(second)}\nlast words`;
const visible = `${people}{"seq":\n{"seq":1,"at":2}\n{"se\n\nlast words`;

function split(chunks: readonly string[]): { events: TraceEvent[]; text: string } {
  const events: TraceEvent[] = [];
  let text = '';
  const splitter = new TraceSplitter({ event: (event) => events.push(event), text: (more) => (text += more) });
  for (const chunk of chunks) splitter.feed(chunk);
  splitter.end();
  return { events, text };
}

describe('what a broker prints', () => {
  it('is split into events and words wherever it is cut', () => {
    for (let cut = 0; cut <= printed.length; cut++) {
      expect(split([printed.slice(0, cut), printed.slice(cut)])).toEqual({ events: [first, second], text: visible });
    }
    expect(split([...printed])).toEqual({ events: [first, second], text: visible });
  });

  it('is split alike behind a terminal, which ends lines with CRLF and echoes what was typed', () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const typed = controlLine({ type: 'restart' }) + controlLine({ type: 'cut', connection: 'c1' });
    const terminal = crlf(`${typed}${printed}`);
    for (let cut = 0; cut <= terminal.length; cut++) {
      const parts = split([terminal.slice(0, cut), terminal.slice(cut)]);
      expect(parts).toEqual({ events: [first, second], text: crlf(visible) });
    }
  });

  it('comes through at once where it cannot become an event', () => {
    let text = '';
    const splitter = new TraceSplitter({ event: () => undefined, text: (more) => (text += more) });
    splitter.feed('ready');
    expect(text).toBe('ready');
    splitter.feed('{"seq":');
    expect(text).toBe('ready{"seq":');
  });

  it('is not held for ever where a line never ends', () => {
    const endless = `{"seq":${'1'.repeat(LINE_CHARS_MAX)}`;
    let shown = 0;
    const splitter = new TraceSplitter({ event: () => undefined, text: (more) => (shown += more.length) });
    splitter.feed(endless);
    expect(shown).toBe(endless.length);
  });
});

describe('the broker as a process', () => {
  it('prints words only, hands out its events, and has told everything when its exit settles', async () => {
    const output = new ProcessOutput();
    let leave: ((status: ExitStatus) => void) | undefined;
    const typed: string[] = [];
    const raw: Process = {
      name: 'broker',
      output: output.subscribe,
      exit: new Promise((resolve) => (leave = resolve)),
      input: (text) => void typed.push(text),
      kill: (signal) => leave?.({ code: 143, signal }),
    };
    const events: TraceEvent[] = [];
    const seen: OutputChunk[] = [];
    const broker = brokerProcess(raw, (event) => events.push(event));
    broker.output((chunk) => seen.push(chunk));
    output.push('stdout', `${people}${eventLine(first)}`);
    output.push('stderr', `${eventLine(second)}\n`);
    broker.input('x');
    broker.kill('SIGTERM');
    expect(await broker.exit).toEqual({ code: 143, signal: 'SIGTERM' });
    expect(typed).toEqual(['x']);
    expect(events).toEqual([first]);
    expect(seen).toEqual([
      { stream: 'stdout', text: people },
      { stream: 'stderr', text: `${eventLine(second)}\n` },
    ]);
  });

  it('is told its ports and its control messages in the form that the server reads', () => {
    expect(brokerArgs({ amqp: 5672 })).toEqual(['--trace', '--amqp', '5672']);
    expect(brokerArgs({})).toEqual(['--trace', '--amqp', 'off']);
    const message = { type: 'cut', connection: 'c1' } as const;
    expect(controlLine(message)).toMatch(/^.*\n$/);
    expect(parseControl(controlLine(message).trim())).toEqual(message);
  });
});
