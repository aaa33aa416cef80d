/** The same programs with stock STOMP clients against the real RabbitMQ and against ours: they have to print the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { noRabbitMq, type RabbitMq, startRabbitMq } from './rabbitmq.ts';
import { expected, noStompPy, runProgram } from './stomp/run.ts';

const noPeer = noRabbitMq();
const noPython = await noStompPy();
for (const reason of [noPeer, noPython]) if (reason !== undefined) console.warn(`SKIPPED: ${reason}`);

let ours: ServedBroker;
beforeAll(async () => (ours = await serve({ stomp: 0, stompWs: 0, profile: '3.10' })));
afterAll(() => ours.close());

describe.skipIf(noPeer !== undefined)(`beside RabbitMQ${noPeer === undefined ? '' : ` (skipped: ${noPeer})`}`, () => {
  let rabbit: RabbitMq;
  beforeAll(async () => (rabbit = await startRabbitMq(['stomp', 'web-stomp'])));
  afterAll(() => rabbit.stop());

  it('stompit prints the same', { timeout: 120_000 }, async () => {
    const theirs = await runProgram('stompit.ts', rabbit.ports.stomp);
    expect(await runProgram('stompit.ts', ours.port('stomp'))).toEqual(theirs);
  });

  it('@stomp/stompjs prints the same, but for an error that RabbitMQ does not tell', { timeout: 120_000 }, async () => {
    const theirs = await runProgram('stompjs.ts', rabbit.ports['web-stomp'], '/ws');
    const [last, ...others] = (await runProgram('stompjs.ts', ours.port('stomp', 'websocket'))).reverse();
    expect(others.reverse()).toEqual(theirs.slice(0, -1));
    expect([theirs.at(-1), last]).toEqual(['missing exchange: closed without a word', 'missing exchange: not_found']);
  });

  it.skipIf(noPython !== undefined)('stomp.py prints the same', { timeout: 120_000 }, async () => {
    const theirs = await runProgram('stomp_py.py', rabbit.ports.stomp);
    expect(await runProgram('stomp_py.py', ours.port('stomp'))).toEqual(theirs);
  });
});

describe.skipIf(noPython !== undefined)(`stomp.py${noPython === undefined ? '' : ` (skipped: ${noPython})`}`, () => {
  it('does all of the scenario', { timeout: 90_000 }, async () => {
    const wanted = expected('stomppy', { refused: 'ConnectFailedException' });
    expect(await runProgram('stomp_py.py', ours.port('stomp'))).toEqual(wanted);
  });

  it('runs the usual first program, corrected', { timeout: 60_000 }, async () => {
    expect(await runProgram('hello.py', ours.port('stomp'))).toEqual(['Received message: Hello STOMP']);
  });
});
