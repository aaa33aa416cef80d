/** Our broker beside a real Mosquitto: the same programs and the same dialogues against both, what they saw compared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { perform, SCENARIOS } from '../clients/mqtt-scenarios.ts';
import { type Dialogue, parseDialogues, play } from '../protocols/mqtt/dialogue.ts';
import { tcpTarget } from '../protocols/mqtt/tcp-target.ts';
import { noPython, skipped } from './missing.ts';
import { type Mosquitto, noMosquitto, startMosquitto } from './mosquitto.ts';
import { python } from './python-program.ts';

const MQTT_TESTS = join(import.meta.dirname, '../protocols/mqtt');
const alone = skipped(noMosquitto());
const noPaho = skipped(noPython('paho.mqtt.client', 'python3-paho-mqtt'));

let ours: ServedBroker;
let theirs: Mosquitto;
beforeAll(async () => {
  if (alone) return;
  ours = await serve({ mqtt: 0 });
  theirs = await startMosquitto();
});
afterAll(async () => {
  await ours?.close();
  await theirs?.stop();
});

const cases = SCENARIOS.flatMap((scenario) =>
  (scenario.versions ?? ([4, 5] as const)).map((version) => ({ name: scenario.name, scenario, version })),
);

describe.skipIf(alone)('mqtt.js against Mosquitto and ours', () => {
  it.each(cases)('$name (level $version)', async ({ scenario, version }) => {
    const mosquitto = await perform(scenario, `mqtt://127.0.0.1:${theirs.port}`, version);
    expect(await perform(scenario, `mqtt://127.0.0.1:${ours.port('mqtt')}`, version)).toEqual(mosquitto);
    expect(mosquitto.length).toBeGreaterThan(1);
  });
});

describe.skipIf(alone || noPaho)('paho against Mosquitto and ours', () => {
  const run = (port: number) => python('mqtt/scenes.py', [port]).lines();

  it('sees the same', { timeout: 90_000 }, async () => {
    const mosquitto = await run(theirs.port);
    expect(await run(ours.port('mqtt'))).toEqual(mosquitto);
    expect(mosquitto).toContain('== options_and_properties of MQTT 5.0');
  });
});

/** Time is real here: those that wait are held against the recording alone (`recorded.test.ts`). */
const dialogues = parseDialogues(readFileSync(join(MQTT_TESTS, 'mosquitto.dialogues.txt'), 'utf8')).filter(
  ({ steps }) => !steps.some((step) => step.startsWith('wait')),
);
const differing = new Set(
  parseDialogues(readFileSync(join(MQTT_TESTS, 'recorded/mosquitto-2.0.11.differences.txt'), 'utf8')).map(
    ({ name }) => name,
  ),
);

describe.skipIf(alone)('dialogues with Mosquitto and ours', () => {
  const hold = (dialogue: Dialogue, port: number) => play(dialogue, tcpTarget({ port, quietMs: 0 }));

  // two live brokers on a busy machine: what comes in one chunk from one may come in two from the other
  it.each(dialogues.filter(({ name }) => !differing.has(name)))('$name $clauses', { retry: 2 }, async (dialogue) => {
    expect(await hold(dialogue, ours.port('mqtt'))).toEqual(await hold(dialogue, theirs.port));
  });
});
