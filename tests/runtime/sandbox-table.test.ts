/** The sandbox's process table, with workers that say whatever they like. */
import { describe, expect, it } from 'vitest';
import { ProcessTable } from '../../src/runtime/sandbox/host/process-table.ts';
import { workerReport } from '../../src/runtime/sandbox/host/worker-report.ts';
import type { KernelWorker, WorkerPool } from '../../src/runtime/sandbox/host/workers.ts';
import { CONNECTIONS_MAX, PROCESSES_MAX } from '../../src/runtime/sandbox/limits.ts';
import type { HostMessage, WorkerOrder, WorkerReport } from '../../src/runtime/sandbox/messages.ts';

class FakeWorker implements KernelWorker {
  readonly ready = Promise.resolve();
  readonly orders: WorkerOrder[] = [];
  say: (report: WorkerReport) => void = () => {};
  ended = false;

  order(message: WorkerOrder): void {
    this.orders.push(message);
  }
  reportTo(listener: (report: WorkerReport) => void): void {
    this.say = listener;
  }
  terminate(): void {
    this.ended = true;
  }
  heard<T extends WorkerOrder['type']>(type: T): Extract<WorkerOrder, { type: T }>[] {
    return this.orders.filter((order): order is Extract<WorkerOrder, { type: T }> => order.type === type);
  }
}

async function stage(processes: number) {
  const told: HostMessage[] = [];
  const workers: FakeWorker[] = [];
  const pool = {
    take() {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    refill: () => {},
  } as unknown as WorkerPool;
  const table = new ProcessTable({ nodeVersion: '24.0.0', libraries: [], pool, tell: (message) => told.push(message) });
  table.write({ 'main.ts': 'console.log(1)' });
  for (let id = 1; id <= processes; id += 1) await table.spawn({ process: id, args: ['main.ts'], env: {} });
  return { table, told, workers: workers as [FakeWorker, FakeWorker, ...FakeWorker[]] };
}

describe('the process table', () => {
  it('pairs a client with the process that listens, and gives both their ends', async () => {
    const { workers, told } = await stage(2);
    const [server, client] = workers;
    server.say({ type: 'listen', port: 5672 });
    client.say({ type: 'connect', request: 7, port: 5672 });
    const [accepted] = server.heard('accepted');
    const [connected] = client.heard('connected');
    expect(accepted).toMatchObject({ port: 5672, remotePort: connected?.localPort });
    expect(connected).toMatchObject({ request: 7, connection: accepted?.connection });
    expect(told).toContainEqual({ type: 'connected', process: 2, localPort: connected?.localPort, remotePort: 5672 });
    expect(client.heard('ports').at(-1)?.ports).toEqual([5672]);
  });

  it('refuses a taken port and an empty one', async () => {
    const { workers } = await stage(2);
    const [first, second] = workers;
    first.say({ type: 'listen', port: 80 });
    second.say({ type: 'listen', port: 80 });
    expect(second.heard('listen-denied')).toEqual([{ type: 'listen-denied', port: 80 }]);
    second.say({ type: 'connect', request: 1, port: 81 });
    expect(second.heard('connect-failed')).toEqual([{ type: 'connect-failed', request: 1, error: 'ECONNREFUSED' }]);
  });

  it('lets nobody close what belongs to another process', async () => {
    const { workers, told } = await stage(3);
    const [server, client, enemy] = workers as unknown as [FakeWorker, FakeWorker, FakeWorker];
    server.say({ type: 'listen', port: 80 });
    client.say({ type: 'connect', request: 1, port: 80 });
    const connection = client.heard('connected')[0]?.connection ?? 0;
    enemy.say({ type: 'unlisten', port: 80 });
    enemy.say({ type: 'disconnected', connection });
    expect(told.filter(({ type }) => type === 'unlistening')).toEqual([]);
    client.say({ type: 'exit', code: 0 });
    expect(server.heard('peer-gone')).toEqual([{ type: 'peer-gone', connection }]);
  });

  it('hears nothing more from a process that has ended', async () => {
    const { workers, told } = await stage(1);
    const [worker] = workers;
    worker.say({ type: 'listen', port: 80 });
    worker.say({ type: 'exit', code: 3 });
    const before = told.length;
    worker.say({ type: 'output', stream: 'stdout', text: 'late' });
    worker.say({ type: 'listen', port: 81 });
    worker.say({ type: 'exit', code: 4 });
    expect(told.length).toBe(before);
    expect(told).toContainEqual({ type: 'unlistening', port: 80 });
    expect(told.at(-1)).toEqual({ type: 'exited', process: 1, code: 3 });
    expect(worker.ended).toBe(true);
  });

  it('starts no more processes than its limit, and says so in the terminal', async () => {
    const { told, table } = await stage(PROCESSES_MAX + 1);
    const id = PROCESSES_MAX + 1;
    expect(told).toContainEqual({
      type: 'output',
      process: id,
      stream: 'stderr',
      text: `node: cannot start: ${PROCESSES_MAX} processes are running already (EAGAIN)\n`,
    });
    expect(told.at(-1)).toEqual({ type: 'exited', process: id, code: 1 });
    table.signal(1, 'SIGKILL');
    await table.spawn({ process: id + 1, args: ['main.ts'], env: {} });
    expect(told.at(-1)).toEqual({ type: 'exited', process: 1, code: 137, signal: 'SIGKILL' });
  });

  it('says which option of node it does not know', async () => {
    const { told, table } = await stage(0);
    await table.spawn({ process: 1, args: ['--inspect', 'main.ts'], env: {} });
    const text = 'node: --inspect is not available in the sandbox\n';
    expect(told[0]).toEqual({ type: 'output', process: 1, stream: 'stderr', text });
    expect(told[1]).toEqual({ type: 'exited', process: 1, code: 9 });
  });

  it('opens no more connections than its limit', async () => {
    const { workers } = await stage(1);
    const [worker] = workers;
    worker.say({ type: 'listen', port: 80 });
    for (let request = 0; request <= CONNECTIONS_MAX; request += 1) worker.say({ type: 'connect', request, port: 80 });
    expect(worker.heard('connected')).toHaveLength(CONNECTIONS_MAX);
    expect(worker.heard('connect-failed')).toEqual([
      { type: 'connect-failed', request: CONNECTIONS_MAX, error: 'EMFILE' },
    ]);
    worker.say({ type: 'exit', code: 0 });
  });

  it('shares out the ports of listen(0), so that no two living processes can want the same', async () => {
    const { workers } = await stage(3);
    const first = workers.map((worker) => worker.heard('start')[0]?.freePorts ?? 0);
    expect(new Set(first).size).toBe(3);
    expect(Math.min(...first.map((port, i) => Math.abs(port - (first[(i + 1) % 3] ?? 0))))).toBeGreaterThanOrEqual(256);
  });
});

describe('reports of workers', () => {
  it.each([
    { type: 'ready' },
    { type: 'output', stream: 'stdout', text: '' },
    { type: 'exit', code: 0 },
    { type: 'exit', code: 137, signal: 'SIGKILL' },
    { type: 'listen', port: 1 },
    { type: 'connect', request: 0, port: 0 },
    { type: 'module', request: 1, file: '/lab/a.ts' },
  ])('takes %j', (message) => expect(workerReport(message)).toEqual(message));

  it.each([
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'spawn' },
    { type: 'toString' },
    { type: '__proto__' },
    { type: 'output', stream: 'stdin', text: '' },
    { type: 'output', stream: 'stdout', text: { length: 1e9 } },
    { type: 'output', stream: 'stdout' },
    { type: 'exit' },
    { type: 'exit', code: '0' },
    { type: 'exit', code: -1 },
    { type: 'exit', code: 0, signal: 'SIGSTOP' },
    { type: 'listen', port: 0 },
    { type: 'listen', port: 65_536 },
    { type: 'listen', port: 1.5 },
    { type: 'kill', pid: Number.NaN, signal: 'SIGTERM' },
    { type: 'connect', request: 2 ** 60, port: 1 },
    { type: 'module', request: 1, file: 1 },
  ])('lets nothing pass that is none: %j', (message) => expect(workerReport(message)).toBeUndefined());
});
