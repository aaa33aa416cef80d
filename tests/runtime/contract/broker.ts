/** The broker as a process of the runtime: its trace, its words, its controls. */
import { expect } from 'vitest';
import { until } from '../../../src/runtime/watch.ts';
import { finished, printed } from '../../support/finished.ts';
import type { ContractTest, Stage } from './stage.ts';

const SEND = `
import amqp from 'amqplib';
const connection = await amqp.connect('amqp://127.0.0.1:' + process.argv[2]);
const channel = await connection.createConfirmChannel();
await channel.assertQueue('thu', { durable: true });
channel.sendToQueue('thu', Buffer.from('Đơn hàng #A001'), { persistent: true });
await channel.waitForConfirms();
const message = await new Promise((resolve) => channel.consume('thu', resolve));
console.log(message.content.toString());
channel.ack(message);
await channel.close();
await connection.close();
`;

async function startedBroker(stage: Stage) {
  const broker = stage.watch(await stage.runtime.startBroker({ amqp: 0 }));
  const { listeners } = await stage.event('broker-started');
  const port = listeners.find(({ protocol }) => protocol === 'amqp')?.port ?? 0;
  await until(stage.runtime.ports, (ports) => ports.has(port));
  return { broker, port };
}

export function brokerContract(test: ContractTest): void {
  test('prints for people what it says, and nothing of its trace', async (stage) => {
    const { broker, port } = await startedBroker(stage);
    await printed(broker, `127.0.0.1:${port}`);
    broker.kill('SIGTERM');
    const { all, exit } = await finished(broker);
    expect(all).not.toContain('"seq"');
    expect(exit).toEqual({ code: 0 });
  });

  test('carries a real client, and tells each step in its order', async (stage) => {
    const { port } = await startedBroker(stage);
    const { stdout, exit } = await stage.run(SEND, { name: 'client', args: [String(port)] });
    expect(stdout).toBe('Đơn hàng #A001\n');
    expect(exit.code).toBe(0);

    await stage.event('connection-closed');
    const types = stage.trace.map(({ type }) => type);
    const order = [
      'broker-started',
      'connection-opened',
      'queue-declared',
      'published',
      'routed',
      'enqueued',
      'consumer-added',
      'delivered',
      'acked',
      'connection-closed',
    ] as const;
    expect(types.filter((type) => (order as readonly string[]).includes(type))).toEqual(order);
    const first = stage.trace[0]?.seq ?? 0;
    expect(stage.trace.map(({ seq }) => seq)).toEqual(stage.trace.map((_, i) => first + i));
    const opened = await stage.event('connection-opened');
    const connected = await stage.event('process-connected');
    expect(connected).toMatchObject({ process: 'client', remotePort: port, localPort: opened.peer.port });
  });

  test('takes control messages: a restart is told and cuts the connections', async (stage) => {
    const { port } = await startedBroker(stage);
    const client = await stage.program(
      `import { connect } from 'node:net';
       connect(Number(process.argv[2]), '127.0.0.1', () => console.log('nối')).on('error', () => {}).on('close', () => console.log('mất'));`,
      { name: 'client', args: [String(port)] },
    );
    await printed(client, 'nối');
    stage.runtime.control({ type: 'restart' });
    await stage.event('broker-restarted');
    expect((await finished(client)).stdout).toBe('nối\nmất\n');
    await until(stage.runtime.ports, (ports) => ports.has(port));
  });

  test('has no broker to control when none runs, and says nothing', async (stage) => {
    stage.runtime.control({ type: 'restart' });
    expect((await stage.run(`console.log('yên');`)).stdout).toBe('yên\n');
    expect(stage.trace.map(({ type }) => type)).not.toContain('broker-restarted');
  });
}
