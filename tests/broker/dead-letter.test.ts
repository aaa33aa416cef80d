/** What a dead-lettered message tells about its death. The order of entries and fields is part of what clients see. */
import { describe, expect, it } from 'vitest';
import { Broker, type Delivery, type Profile, type Properties, toJson } from '../../src/broker/index.ts';
import { manualClock } from '../support/manual-clock.ts';

const NOW = 1_700_000_000_000;
const SECONDS = NOW / 1000;

function stage(profile: Profile) {
  const clock = manualClock(NOW);
  const broker = new Broker({ clock, profile });
  const connection = 'c1';
  const dead = (key: string, more: Record<string, number> = {}) =>
    new Map<string, string | { type: 'int32'; value: number }>([
      ['x-dead-letter-exchange', ''],
      ['x-dead-letter-routing-key', key],
      ...Object.entries(more).map(([name, value]) => [name, { type: 'int32' as const, value }] as const),
    ]);
  broker.declareQueue({ name: 'work', arguments: dead('wait'), connection });
  broker.declareQueue({ name: 'wait', arguments: dead('work', { 'x-message-ttl': 30 }), connection });
  const send = (properties: Properties = {}): void =>
    void broker.publish({ exchange: '', key: 'work', properties, body: new Uint8Array(0) });
  const fetch = (queue: string): Delivery => {
    const delivery = broker.fetch(queue, { connection, held: true });
    if (delivery === undefined) throw new Error(`${queue} is empty`);
    return delivery;
  };
  const reject = (delivery: Delivery): void => broker.settle(delivery, 'reject');
  return { clock, send, fetch, reject };
}

/** As text, since the order of fields counts. */
const told = ({ message }: Delivery): string => JSON.stringify(toJson(message.properties.headers ?? new Map()));

describe('as RabbitMQ 3.10.8 tells it (recorded)', () => {
  it('the first death, then a second of another kind, then both again', () => {
    const { clock, send, fetch, reject } = stage('3.10');
    send({ headers: new Map([['mine', 'x']]), expiration: '5000', deliveryMode: 2 });
    reject(fetch('work'));
    const first = fetch('wait');
    expect(told(first)).toBe(
      `{"mine":"x","x-death":[{"count":1,"reason":"rejected","queue":"work","time":${SECONDS},"exchange":"",` +
        '"routing-keys":["work"],"original-expiration":"5000"}],' +
        '"x-first-death-exchange":"","x-first-death-queue":"work","x-first-death-reason":"rejected"}',
    );
    expect(first.message.properties.expiration, 'it lives on without limit').toBeUndefined();
    expect(first.message.properties.deliveryMode).toBe(2);
    reject(first);
    reject(fetch('work'));
    clock.advance(30);
    const third = fetch('work');
    const deaths = JSON.parse(told(third)) as { 'x-death': { queue: string; reason: string; count: number }[] };
    expect(deaths['x-death'].map(({ queue, reason, count }) => [queue, reason, count])).toEqual([
      ['wait', 'expired', 1],
      ['work', 'rejected', 2],
      ['wait', 'rejected', 1],
    ]);
    expect(Object.keys(deaths['x-death'][0] ?? {}), 'a later entry is sorted').toEqual([
      'count',
      'exchange',
      'queue',
      'reason',
      'routing-keys',
      'time',
    ]);
  });

  it('takes CC away where the dead letter has a key of its own', () => {
    const { send, fetch, reject } = stage('3.10');
    send({ headers: new Map([['CC', ['other']]]) });
    reject(fetch('work'));
    expect(told(fetch('wait'))).not.toContain('CC');
  });
});

it('4.x says besides where it died last (from its documentation, not recorded)', () => {
  const { send, fetch, reject } = stage('4.x');
  send();
  reject(fetch('work'));
  expect(told(fetch('wait'))).toContain(
    '"x-last-death-exchange":"","x-last-death-queue":"work","x-last-death-reason":"rejected"',
  );
});
