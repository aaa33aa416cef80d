/**
 * What a message costs among ever more topic bindings and MQTT subscriptions. Each message is for one receiver, however
 * many there are: whatever the cost grows by is the search for it. In this process, without wires.
 */
import { Broker, type Clock } from '../../src/broker/index.ts';
import { mqtt, type MqttPacket } from '../../src/protocols/mqtt/index.ts';
import type { Session } from '../../src/protocols/protocol.ts';
import { realClock } from '../../src/server/clock.ts';
import { median, printTable } from '../table.ts';

const SIZES = [10, 100, 1_000, 10_000];
const MESSAGES = 20_000;
const ROUNDS = 7;
const RECEIVERS_MAX = 1_000;
const BAR_WIDTH = 40;
const body = new Uint8Array(64);
/** The sessions' own deadlines would keep this process waiting. */
const clock: Clock = { ...realClock, setTimeout: () => undefined, clearTimeout: () => {} };

/** Publishes the message that only receiver `index` gets. */
type PublishTo = (index: number) => void;
interface Field {
  readonly publish: PublishTo;
  received(): number;
}

/** The kinds of pattern that a real tree mixes; the last words make each one fit one message only. */
const pattern = (index: number, [one, separator, many]: string): string =>
  [
    ['order', index, one, 'paid'],
    ['order', index, 'eu', 'paid'],
    [one, index, 'eu', 'paid'],
    ['order', index, many],
  ][index % 4]?.join(separator) ?? '';

function topicExchange(count: number): Field {
  const broker = new Broker({ clock });
  const connection = 'bench';
  let received = 0;
  broker.declareExchange({ name: 'orders', kind: 'topic' });
  for (let index = 0; index < count; index++) {
    const name = `q${index % RECEIVERS_MAX}`;
    if (index < RECEIVERS_MAX) {
      broker.declareQueue({ name, durable: true, connection });
      const options = { queue: name, connection, name, ack: 'auto', prefetch: 0 } as const;
      broker.consume(options, { deliver: () => ++received, cancelled: () => {} }).resume();
    }
    broker.bind({ source: 'orders', target: { kind: 'queue', name }, key: pattern(index, '*.#'), connection });
  }
  return {
    publish: (index) =>
      void broker.publish({ exchange: 'orders', key: `order.${index}.eu.paid`, properties: {}, body, connection }),
    received: () => received,
  };
}

function mqttSubscriptions(count: number): Field {
  const broker = new Broker({ clock });
  const protocol = mqtt();
  let received = 0;
  const client = (clientId: string): Session<MqttPacket> => {
    const session = protocol.session(
      broker,
      {
        connection: clientId,
        remote: { address: '127.0.0.1', port: 1 },
        unsentBytes: 0,
        send: ({ type }) => {
          if (type === 'publish') received++;
          return true;
        },
        close: () => {},
        cut: () => {},
      },
      clock,
    );
    session.receive({ type: 'connect', version: 4, cleanStart: true, keepAliveSeconds: 0, clientId });
    return session;
  };
  const clients = Array.from({ length: Math.min(count, RECEIVERS_MAX) }, (_, index) => client(`s${index}`));
  for (let index = 0; index < count; index++) {
    const filter = pattern(index, '+/#');
    clients[index % clients.length]?.receive({
      type: 'subscribe',
      packetId: 1,
      subscriptions: [{ filter, qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 }],
    });
  }
  const publisher = client('publisher');
  return {
    publish: (index) => {
      const topic = `order/${index}/eu/paid`;
      publisher.receive({ type: 'publish', topic, payload: body, qos: 0, retain: false, dup: false });
    },
    received: () => received,
  };
}

/** Microseconds for each message. Throws where one has not come, or has come twice. */
function cost({ publish, received }: Field, count: number): number {
  const before = received();
  const start = performance.now();
  for (let message = 0; message < MESSAGES; message++) publish((message * 7) % count);
  const micros = ((performance.now() - start) * 1000) / MESSAGES;
  const came = received() - before;
  if (came !== MESSAGES) throw new Error(`${MESSAGES} messages were published, ${came} came.`);
  return micros;
}

export async function benchRouting(): Promise<void> {
  for (const [title, make] of [
    ['A topic exchange, by its bindings', topicExchange],
    ['MQTT, by the subscriptions of all clients', mqttSubscriptions],
  ] as const) {
    const fields = SIZES.map((count) => ({ count, field: make(count), times: [] as number[] }));
    for (let round = 0; round < ROUNDS; round++) {
      for (const { count, field, times } of fields) times.push(cost(field, count));
    }
    const least = fields.map(({ times }) => Math.min(...times));
    const [first = NaN] = least;
    const most = Math.max(...least);
    printTable(`${title}: µs for each message, ${ROUNDS} rounds by turns`, [
      ['there are', 'median', 'best', 'to the first', ''],
      ...fields.map(({ count, times }, index) => {
        const best = least[index] ?? NaN;
        const bar = '█'.repeat(Math.round((best / most) * BAR_WIDTH)).padEnd(BAR_WIDTH);
        return [count, median(times).toFixed(2), best.toFixed(2), `×${(best / first).toFixed(2)}`, bar];
      }),
    ]);
  }
}
