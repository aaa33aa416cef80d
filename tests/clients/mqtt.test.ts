/** Programs with the unmodified `mqtt` package against our broker, over TCP and over WebSocket. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { perform, SCENARIOS } from './mqtt-scenarios.ts';

let broker: ServedBroker;
const bugs: unknown[] = [];

beforeAll(async () => {
  broker = await serve({ mqtt: 0, mqttWs: 0, bug: (error) => bugs.push(error) });
});
afterAll(async () => {
  await broker.close();
  expect(bugs).toEqual([]);
});

const cases = SCENARIOS.flatMap((scenario) =>
  (scenario.versions ?? ([4, 5] as const)).map((version) => ({ name: scenario.name, scenario, version })),
);

describe.each(['tcp', 'websocket'] as const)('over %s', (carrier) => {
  it.each(cases)('$name (level $version)', async ({ scenario, version }) => {
    const port = broker.port('mqtt', carrier);
    const url = carrier === 'tcp' ? `mqtt://127.0.0.1:${port}` : `ws://127.0.0.1:${port}/mqtt`;
    expect((await perform(scenario, url, version)).join('\n')).toMatchSnapshot();
  });
});
