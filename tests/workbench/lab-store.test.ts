/** What the buttons of a lab do, over a runtime in memory. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Lab } from '../../src/lesson/lab.ts';
import type { LabSpec } from '../../src/lesson/schema.ts';
import { RuntimeError } from '../../src/runtime/runtime.ts';
import { keptEdits } from '../../src/workbench/files/kept-edits.ts';
import type { LabProcess } from '../../src/workbench/run/lab-process.svelte.ts';
import { LabStore } from '../../src/workbench/run/lab-store.svelte.ts';
import { PORT_WAIT_MS } from '../../src/workbench/run/launch.ts';
import type { OpenRuntimeDoor } from '../../src/workbench/run/runtime-slot.svelte.ts';
import type { Program } from '../support/memory-runtime.ts';
import { MemoryRuntime } from '../support/memory-runtime.ts';

const FILES = { 'producer.ts': "gửi('một')", 'consumer.ts': 'nhận()', 'package.json': '{}' };
const SPEC: LabSpec = {
  broker: { amqp: 5672 },
  libraries: ['amqplib'],
  processes: [
    { name: 'consumer', file: 'consumer.ts', args: [], after: 5672 },
    { name: 'producer', file: 'producer.ts', args: ['--một'], after: 5672 },
  ],
  open: 'producer.ts',
};

const forEver: Program = async (context) => {
  await context.killed;
  return 0;
};
const broker: Program = async (context) => {
  context.listen(5672);
  context.print('AMQP 0-9-1: 127.0.0.1:5672\n');
  context.emit({ type: 'broker-started', listeners: [{ protocol: 'amqp', port: 5672 }] });
  return forEver(context);
};
const consumer: Program = (context) => {
  context.print('Đang chờ…\n');
  return forEver(context);
};
const producer: Program = async (context) => {
  context.print(`${context.read('producer.ts')} ${context.args.join(' ')}\n`);
  return 0;
};
const PROGRAMS = { 'broker.mjs': broker, 'consumer.ts': consumer, 'producer.ts': producer };

class MemoryStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
}

interface Bench {
  readonly store: LabStore;
  readonly runtimes: MemoryRuntime[];
  readonly runtime: () => MemoryRuntime;
}

function bench(
  options: {
    programs?: Record<string, Program>;
    spec?: LabSpec;
    open?: OpenRuntimeDoor;
    storage?: MemoryStorage;
    fetchLab?: () => Promise<Lab>;
  } = {},
): Bench {
  const spec = options.spec ?? SPEC;
  const runtimes: MemoryRuntime[] = [];
  const open: OpenRuntimeDoor =
    options.open ??
    (async (kind) => {
      const runtime = new MemoryRuntime(options.programs ?? PROGRAMS, kind);
      runtimes.push(runtime);
      return runtime;
    });
  const store = new LabStore({
    language: 'vi',
    spec,
    paths: Object.keys(FILES),
    edits: keptEdits('don-hang', options.storage),
    fetchLab: options.fetchLab ?? (async () => ({ slug: 'don-hang', spec, files: FILES })),
    open,
    stage: {
      still: () => true,
      later: (task, ms) => {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
    },
    soon: (task) => void queueMicrotask(task),
  });
  onTestFinished(() => store.dispose());
  const runtime = (): MemoryRuntime => {
    const newest = runtimes.at(-1);
    if (!newest) throw new Error('no runtime was opened');
    return newest;
  };
  return { store, runtimes, runtime };
}

const process = (store: LabStore, name: string): LabProcess => {
  const found = store.processes.find((it) => it.name === name);
  if (!found) throw new Error(`no process ${name}`);
  return found;
};
const states = (store: LabStore): string[] => store.processes.map((it) => `${it.name} ${it.state.status}`);

describe('Run', () => {
  it('starts the broker, then every program in order, and shows what each prints', async () => {
    const { store } = bench();
    expect(states(store)).toEqual(['broker idle', 'consumer idle', 'producer idle']);
    await store.run();
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
    expect(states(store)).toEqual(['broker running', 'consumer running', 'producer exited']);
    expect(store.processes.map((it) => it.text.trimEnd())).toEqual([
      'AMQP 0-9-1: 127.0.0.1:5672',
      'Đang chờ…',
      "gửi('một') --một",
    ]);
    expect(store.running).toBe(true);
    expect(store.launching).toBe(false);
  });

  it('fills picture and log from the trace', async () => {
    const { store } = bench();
    await store.run();
    await vi.waitFor(() => expect(store.player.picture.processes.get('producer')?.exit).toEqual({ code: 0 }));
    expect(store.player.picture.broker).toEqual({ running: true, ports: [5672] });
    expect(store.player.log.map((entry) => entry.sentence)).toContain('Broker đã khởi động: AMQP ở cổng 5672.');
  });

  it('runs the files as they are now, each time from the beginning', async () => {
    const { store, runtime } = bench();
    await store.run();
    store.files.edit('producer.ts', "gửi('hai')");
    await store.run();
    await vi.waitFor(() => expect(process(store, 'producer').text).toContain('hai'));
    expect(process(store, 'producer').text).not.toContain('một\n');
    expect(runtime().written.at(-1)).toEqual({ ...FILES, 'producer.ts': "gửi('hai')" });
    expect(runtime().living().sort()).toEqual(['broker', 'consumer']);
    const starts = (): number => store.player.log.filter((entry) => entry.type === 'process-started').length;
    await vi.waitFor(() => expect(starts()).toBe(3));
  });

  it('pressed twice in a row leaves one run', async () => {
    const { store, runtime } = bench();
    await Promise.all([store.run(), store.run(), store.run()]);
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
    expect(runtime().living().sort()).toEqual(['broker', 'consumer']);
    expect(process(store, 'consumer').text).toBe('Đang chờ…');
    expect(store.launching).toBe(false);
  });

  it('says that the program which should open the port has exited', async () => {
    const spec: LabSpec = {
      libraries: [],
      processes: [
        { name: 'server', file: 'consumer.ts', args: [] },
        { name: 'client', file: 'producer.ts', args: [], after: 3000 },
      ],
    };
    const failing: Program = async (context) => {
      context.printError('file:///lab/consumer.ts:1\nnhận()\n^\n\nReferenceError: nhận is not defined\n');
      return 1;
    };
    const { store } = bench({ spec, programs: { ...PROGRAMS, 'consumer.ts': failing } });
    await store.run();
    expect(process(store, 'client').state.status).toBe('failed');
    expect(process(store, 'client').text).toBe('Chưa khởi động: server đã thoát trước khi mở cổng 3000.');
    expect(process(store, 'server').problem).toEqual({
      place: { file: 'consumer.ts', line: 1 },
      message: 'ReferenceError: nhận is not defined',
    });
    expect(store.running).toBe(false);
  });

  it('gives up on a port that nobody opens', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const spec: LabSpec = { ...SPEC, processes: [{ name: 'producer', file: 'producer.ts', args: [], after: 9 }] };
    const { store } = bench({ spec });
    const run = store.run();
    await vi.waitFor(() => expect(process(store, 'producer').state).toEqual({ status: 'waiting', port: 9 }));
    await vi.advanceTimersByTimeAsync(PORT_WAIT_MS);
    await run;
    expect(process(store, 'producer').text).toMatch(/sau 15 giây vẫn không chương trình nào lắng nghe ở cổng 9/);
  });

  it('shows in its terminal why a program could not be started', async () => {
    const { store } = bench({ programs: { 'broker.mjs': broker, 'consumer.ts': consumer } });
    await store.run();
    expect(process(store, 'producer').state.status).toBe('failed');
    expect(process(store, 'producer').text).toContain("Cannot find module 'producer.ts'");
  });
});

describe('Stop', () => {
  it('ends every process, and says so', async () => {
    const { store, runtime } = bench();
    await store.run();
    await store.stop();
    expect(runtime().living()).toEqual([]);
    expect(process(store, 'consumer').state).toEqual({ status: 'exited', exit: { code: 143, signal: 'SIGTERM' } });
    expect(store.running).toBe(false);
  });

  it('while programs wait for a port leaves nothing behind', async () => {
    const silent: Program = forEver;
    const { store, runtime } = bench({ programs: { ...PROGRAMS, 'broker.mjs': silent } });
    const run = store.run();
    await vi.waitFor(() => expect(process(store, 'consumer').state.status).toBe('waiting'));
    await Promise.all([store.stop(), run]);
    expect(runtime().living()).toEqual([]);
    expect(states(store)).toEqual(['broker exited', 'consumer idle', 'producer idle']);
    expect(store.launching).toBe(false);
  });

  it('followed by Run ends in a run', async () => {
    const { store, runtime } = bench();
    await store.run();
    await Promise.all([store.stop(), store.run()]);
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
    expect(runtime().living().sort()).toEqual(['broker', 'consumer']);
    expect(store.launching).toBe(false);
  });
});

describe('one process', () => {
  it('is stopped and started again, with the files as they are then', async () => {
    const { store, runtime } = bench();
    await store.run();
    await store.stopProcess(process(store, 'consumer'));
    expect(runtime().living()).toEqual(['broker']);
    store.files.edit('producer.ts', "gửi('ba')");
    await store.startProcess(process(store, 'producer'));
    await vi.waitFor(() => expect(process(store, 'producer').text).toContain('ba'));
    expect(process(store, 'producer').text).toMatch(/một.*\n?chạy lại\n.*ba/);
    await store.startProcess(process(store, 'consumer'));
    expect(runtime().living().sort()).toEqual(['broker', 'consumer']);
    await store.startProcess(process(store, 'consumer'));
    expect(runtime().living().sort()).toEqual(['broker', 'consumer']);
  });

  it('restarts the broker by a word to it', async () => {
    const { store, runtime } = bench();
    await store.run();
    await store.restartBroker();
    expect(runtime().controls).toEqual([{ type: 'restart' }]);
  });
});

describe('the runtime', () => {
  it('is opened once for warming up and runs', async () => {
    const { store, runtimes } = bench();
    store.prewarm();
    store.prewarm();
    await store.run();
    expect(runtimes).toHaveLength(1);
  });

  it('is exchanged when the other kind is chosen: the old one ends with its programs', async () => {
    const { store, runtimes } = bench();
    await store.run();
    await store.choose('webcontainer');
    expect(runtimes[0]?.state.value.status).toBe('disposed');
    await store.run();
    expect(runtimes.map((runtime) => runtime.kind)).toEqual(['sandbox', 'webcontainer']);
    expect(store.kind).toBe('webcontainer');
  });

  it('that cannot start is told with its reason, and the sandbox runs the lab', async () => {
    const { store } = bench({
      open: async (kind, { onFallback }) => {
        if (kind === 'webcontainer') onFallback?.(new RuntimeError('host-unreachable', 'no way there'));
        return new MemoryRuntime(PROGRAMS, 'sandbox');
      },
    });
    await store.choose('webcontainer');
    await vi.waitFor(() =>
      expect(store.notice).toEqual({ kind: 'failure', reason: 'host-unreachable', wanted: 'webcontainer' }),
    );
    expect(store.kind).toBe('sandbox');
    await store.run();
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
    expect(store.notice?.kind).toBe('failure');
  });

  it('that cannot start at all is a notice, and the next Run tries again', async () => {
    let broken = true;
    const { store } = bench({
      open: async () => {
        if (broken) throw new RuntimeError('assets-missing', 'kernel: 404');
        return new MemoryRuntime(PROGRAMS);
      },
    });
    await store.run();
    expect(store.notice).toEqual({ kind: 'failure', reason: 'assets-missing', wanted: 'sandbox' });
    broken = false;
    await store.run();
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
  });

  it('that breaks down is told, and the next Run opens another one', async () => {
    const { store, runtimes, runtime } = bench();
    await store.run();
    runtime().state.set({ status: 'failed', reason: 'crashed', message: 'gone' });
    expect(store.notice).toEqual({ kind: 'failure', reason: 'crashed', wanted: 'sandbox' });
    await store.run();
    expect(runtimes).toHaveLength(2);
    expect(store.processes.filter((it) => it.living).map((it) => it.name)).toEqual(['broker', 'consumer']);
  });

  it('that takes for ever to open can be stopped and exchanged', async () => {
    const { store } = bench({
      open: (kind, { signal }) =>
        kind === 'sandbox'
          ? Promise.resolve(new MemoryRuntime(PROGRAMS))
          : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    });
    await store.choose('webcontainer');
    const run = store.run();
    await store.stop();
    await run;
    expect(store.launching).toBe(false);
    await store.choose('sandbox');
    await store.run();
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
  });
});

describe('files', () => {
  it('edits last over visits, and Reset takes them back with a way out', async () => {
    const storage = new MemoryStorage();
    const first = bench({ storage }).store;
    await first.load();
    first.files.edit('producer.ts', 'mới');
    expect(first.files.isEdited('producer.ts')).toBe(true);

    const second = bench({ storage }).store;
    await second.load();
    expect(second.files.text('producer.ts')).toBe('mới');
    second.reset();
    expect(second.files.text('producer.ts')).toBe(FILES['producer.ts']);
    expect(second.notice).toEqual({ kind: 'reset' });
    expect(storage.items.size).toBe(0);
    second.undoReset();
    expect(second.files.text('producer.ts')).toBe('mới');

    const third = bench({ storage }).store;
    await third.load();
    expect(third.files.text('producer.ts')).toBe('mới');
    third.files.edit('producer.ts', FILES['producer.ts']);
    expect(third.files.anyEdited).toBe(false);
    third.reset();
    expect(third.notice).toEqual({ kind: 'reset-nothing' });
  });

  it('work without a place to keep edits, and with one that holds rubbish', async () => {
    const blocked = {
      getItem: () => {
        throw new Error('blocked');
      },
      setItem: () => {
        throw new Error('blocked');
      },
      removeItem: () => undefined,
    };
    const edits = keptEdits('x', blocked);
    expect(edits.load()).toEqual({});
    expect(() => edits.save({ a: 'b' })).not.toThrow();
    const rubbish = new MemoryStorage();
    for (const text of ['{', '[1]', '"x"', 'null', '{"a":1}']) {
      rubbish.items.set('buu-cuc:edits:x', text);
      expect(keptEdits('x', rubbish).load()).toEqual({});
    }
  });

  it('that cannot be loaded are a notice; trying again makes it good', async () => {
    let online = false;
    const lab: Lab = { slug: 'don-hang', spec: SPEC, files: FILES };
    const { store } = bench({ fetchLab: () => (online ? Promise.resolve(lab) : Promise.reject(new Error('offline'))) });
    await store.run();
    expect(store.notice).toEqual({ kind: 'files-missing' });
    expect(store.running).toBe(false);
    online = true;
    await store.load();
    expect(store.notice).toBeUndefined();
    await store.run();
    await vi.waitFor(() => expect(process(store, 'producer').state.status).toBe('exited'));
  });
});
