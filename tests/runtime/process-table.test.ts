import { describe, expect, it } from 'vitest';
import { ProcessOutput } from '../../src/runtime/process-output.ts';
import { ProcessTable } from '../../src/runtime/process-table.ts';
import type { ExitStatus, Process } from '../../src/runtime/runtime.ts';
import { TraceHub } from '../../src/runtime/trace-hub.ts';
import type { TraceEvent } from '../../src/trace/events.ts';

function still(name: string): { process: Process; leave: (status: ExitStatus) => void } {
  let leave: (status: ExitStatus) => void = () => undefined;
  const exit = new Promise<ExitStatus>((resolve) => (leave = resolve));
  const output = new ProcessOutput();
  return { process: { name, output: output.subscribe, exit, input: () => undefined, kill: () => undefined }, leave };
}

describe('the process table', () => {
  it('writes beginning and end into the trace, and a name is free again once the exit is told', async () => {
    const hub = new TraceHub(() => 7);
    const events: TraceEvent[] = [];
    hub.listen((event) => events.push(event));
    const table = new ProcessTable(hub.emit);
    const { process, leave } = still('consumer');
    const started = await table.start('consumer', 'node consumer.ts', () => process);
    await expect(table.start('consumer', 'node x.ts', () => process)).rejects.toThrow(
      'A process named "consumer" is still running.',
    );
    expect(table.living()).toHaveLength(1);
    leave({ code: 137, signal: 'SIGKILL' });
    expect(await started.exit).toEqual({ code: 137, signal: 'SIGKILL' });
    expect(table.living()).toEqual([]);
    expect(events).toEqual([
      { seq: 1, at: 7, type: 'process-started', process: 'consumer', command: 'node consumer.ts' },
      { seq: 2, at: 7, type: 'process-exited', process: 'consumer', code: 137, signal: 'SIGKILL' },
    ]);
    await table.start('consumer', 'node consumer.ts', () => still('consumer').process);
  });

  it('takes a name as soon as a start begins and gives it back where the start fails', async () => {
    const table = new ProcessTable(() => undefined);
    const failing = table.start('a', 'node a.ts', () => Promise.reject(new Error('no room')));
    await expect(table.start('a', 'node a.ts', () => still('a').process)).rejects.toThrow('still running');
    await expect(failing).rejects.toThrow('no room');
    await table.start('a', 'node a.ts', () => still('a').process);
  });
});

describe('the trace hub', () => {
  it('numbers what arrives from 1 and keeps the time at which it happened', () => {
    const hub = new TraceHub(() => 100);
    const seen: TraceEvent[] = [];
    const stop = hub.listen((event) => seen.push(event));
    hub.emit({ type: 'process-started', process: 'broker', command: 'node broker.mjs' });
    hub.accept({ seq: 40, at: 99.5, type: 'broker-restarted' });
    stop();
    hub.emit({ type: 'process-exited', process: 'broker', code: 0 });
    expect(seen).toEqual([
      { seq: 1, at: 100, type: 'process-started', process: 'broker', command: 'node broker.mjs' },
      { seq: 2, at: 99.5, type: 'broker-restarted' },
    ]);
  });
});
