/** TCP between the processes of one runtime, its ports, and what the trace says of them. */
import { expect } from 'vitest';
import { until } from '../../../src/runtime/watch.ts';
import { finished, printed } from '../../support/finished.ts';
import type { ContractTest } from './stage.ts';

const SERVER = `
import { createServer } from 'node:net';
const server = createServer((socket) => {
  socket.on('data', (chunk) => socket.end(Buffer.concat([Buffer.from('vâng: '), chunk])));
  socket.on('close', () => server.close());
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log('port', server.address().port));
server.on('close', () => console.log('đóng'));
`;

const CLIENT = `
import { connect } from 'node:net';
const socket = connect(Number(process.argv[2]), '127.0.0.1', () => socket.write('Đơn hàng #A001'));
let text = '';
socket.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => console.log(text));
`;

const REFUSED = `
import { connect, createServer } from 'node:net';
const server = createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  server.close(() => connect(port, '127.0.0.1').on('error', (error) => {
    console.log(error.code, error.syscall, error.address, error.port === port);
  }));
});
`;

const HOLD = `
import { connect } from 'node:net';
const socket = connect(Number(process.argv[2]), '127.0.0.1', () => console.log('nối'));
socket.on('error', (error) => console.log('lỗi', error.code)).on('close', () => console.log('mất'));
`;

const LISTEN = `
import { createServer } from 'node:net';
const server = createServer().listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log('port', server.address().port));
`;

const portOf = (match: RegExpMatchArray): number => Number(match[1]);

export function networkContract(test: ContractTest): void {
  test('lets two processes talk over TCP', async (stage) => {
    await stage.runtime.write({ 'server.ts': SERVER, 'client.ts': CLIENT });
    const server = await stage.start('server.ts', { name: 'server' });
    const port = portOf(await printed(server, /port (\d+)/));
    const client = await stage.start('client.ts', { name: 'client', args: [String(port)] });
    const [told, answered] = await Promise.all([finished(client), finished(server)]);
    expect(told.stdout).toBe('vâng: Đơn hàng #A001\n');
    expect(answered.stdout).toBe(`port ${port}\nđóng\n`);
    expect([told.exit.code, answered.exit.code]).toEqual([0, 0]);
  });

  test('refuses a connection where nobody listens', async (stage) => {
    const { stdout } = await stage.run(REFUSED);
    expect(stdout).toBe('ECONNREFUSED connect 127.0.0.1 true\n');
  });

  test('refuses a port that another process has', async (stage) => {
    await stage.runtime.write({ 'listen.ts': LISTEN });
    const first = await stage.start('listen.ts', { name: 'first' });
    const port = portOf(await printed(first, /port (\d+)/));
    const second = await finished(await stage.start('listen.ts', { name: 'second', args: [String(port)] }));
    expect(second.all).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
    expect(second.exit.code).toBe(1);
  });

  test('tells on which ports something listens now', async (stage) => {
    const { runtime } = stage;
    const server = await stage.program(LISTEN, { name: 'server' });
    const port = portOf(await printed(server, /port (\d+)/));
    await until(runtime.ports, (ports) => ports.has(port));
    server.kill('SIGKILL');
    await until(runtime.ports, (ports) => !ports.has(port));
    const again = await stage.start('main.ts', { name: 'again', args: [String(port)] });
    expect(portOf(await printed(again, /port (\d+)/))).toBe(port);
  });

  test('tells a port that is closed while its process goes on', async (stage) => {
    const server = await stage.program(`
      import { createServer } from 'node:net';
      const server = createServer().listen(0, '127.0.0.1', () => console.log('port', server.address().port));
      process.stdin.once('data', () => server.close());
      setInterval(() => {}, 1000);`);
    const port = portOf(await printed(server, /port (\d+)/));
    await until(stage.runtime.ports, (ports) => ports.has(port));
    server.input('\n');
    await until(stage.runtime.ports, (ports) => !ports.has(port));
  });

  test('cuts the connections of a process that is killed', async (stage) => {
    await stage.runtime.write({ 'listen.ts': LISTEN, 'hold.ts': HOLD });
    const server = await stage.start('listen.ts', { name: 'server' });
    const port = portOf(await printed(server, /port (\d+)/));
    const client = await stage.start('hold.ts', { name: 'client', args: [String(port)] });
    await printed(client, 'nối');
    server.kill('SIGKILL');
    const { stdout, exit } = await finished(client);
    expect(stdout).toMatch(/^nối\n(?:lỗi ECONNRESET\n)?mất\n$/);
    expect(exit.code).toBe(0);
  });

  test('writes processes, listeners and connections into the trace', async (stage) => {
    await stage.runtime.write({ 'server.ts': SERVER, 'client.ts': CLIENT });
    const server = await stage.start('server.ts', { name: 'server' });
    const port = portOf(await printed(server, /port (\d+)/));
    const client = await stage.start('client.ts', { name: 'client', args: [String(port)] });
    await Promise.all([client.exit, server.exit]);

    const events = stage.trace.map(({ seq, at, ...event }) => ({ ...event, seq, recent: Date.now() - at < 30_000 }));
    const of = (process: string) =>
      events.filter((event) => 'process' in event && event.process === process).map(({ type }) => type);
    expect(of('server')).toEqual(['process-started', 'process-listening', 'process-exited']);
    expect(of('client')).toEqual(['process-started', 'process-connected', 'process-exited']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'process-started', process: 'client', command: `node client.ts ${port}` }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'process-connected', process: 'client', remotePort: port }),
    );
    expect(events).toContainEqual(expect.objectContaining({ type: 'process-listening', process: 'server', port }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'process-exited', process: 'server', code: 0 }));
    const first = events[0]?.seq ?? 0;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => first + i));
    expect(events.every(({ recent }) => recent)).toBe(true);
  });
}
