/**
 * The same programs against our broker and a real RabbitMQ: whoever speaks AMQP with amqplib or pika must not see which
 * one answers. The real one's lines are recorded; where it is installed, it has to say them again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AmqpPeer, ourAmqp, realRabbitMq } from './amqp/peer.ts';
import { AMQPLIB_PROGRAMS, DIFFERENCES, PIKA_PROGRAMS, type PeerProgram } from './amqp/programs.ts';
import { AMQP_RECORDING } from './amqp/record.ts';
import { noPython, skipped } from './missing.ts';
import { noRabbitMq } from './rabbitmq.ts';
import { readRecording } from './recording.ts';

const recording = readRecording(AMQP_RECORDING);
const noPika = skipped(noPython('pika', 'python3-pika'));
const noReal = skipped(noRabbitMq());

function peerOfSuite(start: () => Promise<AmqpPeer>): () => AmqpPeer {
  let peer: AmqpPeer | undefined;
  beforeAll(async () => {
    peer = await start();
  });
  afterAll(() => peer?.stop());
  return () => peer as AmqpPeer;
}

/** One test for each program; those that cannot run here are skipped. */
function eachProgram(check: (program: PeerProgram) => Promise<void>): void {
  it.each(AMQPLIB_PROGRAMS)('$name', check);
  it.skipIf(noPika).each(PIKA_PROGRAMS)('$name', check);
}

it('has every program recorded, and every difference still one', () => {
  const names = [...AMQPLIB_PROGRAMS, ...PIKA_PROGRAMS].map(({ name }) => name);
  expect(Object.keys(recording.programs)).toEqual(names);
  for (const [name, { ours }] of Object.entries(DIFFERENCES)) expect(recording.programs[name], name).not.toEqual(ours);
});

describe('our broker answers as RabbitMQ did', () => {
  const peer = peerOfSuite(ourAmqp);
  eachProgram(async ({ name, run }) => {
    expect(await run(peer())).toEqual(DIFFERENCES[name]?.ours ?? recording.programs[name]);
  });
});

describe.skipIf(noReal)('RabbitMQ answers as recorded', () => {
  const peer = peerOfSuite(realRabbitMq);
  it('is of the version that was recorded', () => expect(peer().version).toBe(recording.version));
  eachProgram(async ({ name, run }) => {
    expect(await run(peer())).toEqual(recording.programs[name]);
  });
});
