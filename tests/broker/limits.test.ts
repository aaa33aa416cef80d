import { describe, expect, it } from 'vitest';
import { Broker, BROKER_LIMITS, BrokerError } from '../../src/broker/index.ts';
import { manualClock } from '../support/manual-clock.ts';

const connection = 'c1';
const broker = (): Broker => new Broker({ clock: manualClock() });
const refused = (limit: string): unknown =>
  expect.objectContaining({ details: expect.objectContaining({ limit }) as object });

function refusal(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof BrokerError) return error;
    throw error;
  }
  return undefined;
}

describe('what the core holds', () => {
  it('is at most so many bytes, counted until they are settled', () => {
    const core = broker();
    core.declareQueue({ name: 'q', connection });
    const body = new Uint8Array(BROKER_LIMITS.storedBytes / 2);
    const send = (): void => void core.publish({ exchange: '', key: 'q', properties: {}, body });
    send();
    send();
    expect(refusal(send)).toEqual(refused('storedBytes'));
    const held = core.fetch('q', { connection, held: true });
    expect(refusal(send), 'held counts').toEqual(refused('storedBytes'));
    if (held !== undefined) core.settle(held, 'ack');
    send();
    expect(refusal(send)).toEqual(refused('storedBytes'));
    core.fetch('q', { connection, held: false });
    send();
    expect(core.purge('q', connection)).toBe(2);
    send();
    core.deleteQueue('q', { connection });
    core.declareQueue({ name: 'q', connection });
    send();
    send();
    expect(refusal(send)).toEqual(refused('storedBytes'));
  });

  it('leaves nothing of what is passed on, dropped, expired or dead-lettered', () => {
    const core = broker();
    const table = new Map([['x-max-length', { type: 'int32' as const, value: 1 }]]);
    core.declareQueue({ name: 'q', connection, arguments: table });
    const body = new Uint8Array(BROKER_LIMITS.storedBytes / 4);
    const send = (): void => void core.publish({ exchange: '', key: 'q', properties: { expiration: '0' }, body });
    for (let round = 0; round < 20; round++) send();
    const options = { queue: 'q', connection, name: 'c', ack: 'auto' as const, prefetch: 0 };
    core.consume(options, { deliver: () => 1, cancelled: () => {} }).resume();
    for (let round = 0; round < 20; round++) send();
  });

  it('names of things and keys fit into what every protocol can say', () => {
    const core = broker();
    const long = 'đ'.repeat(128);
    expect(refusal(() => core.declareQueue({ name: long, connection }))).toEqual(refused('nameBytes'));
    expect(refusal(() => core.declareExchange({ name: long, kind: 'topic' }))).toEqual(refused('nameBytes'));
    const message = { exchange: 'amq.topic', key: long, properties: {}, body: new Uint8Array(0) };
    expect(refusal(() => void core.publish(message))).toEqual(refused('nameBytes'));
    core.declareQueue({ name: 'đ'.repeat(127), connection });
  });
});
