/** Stock stompit over TCP on our broker. */
import { expect, it } from 'vitest';
import { serve } from '../../src/server/node.ts';
import { expected, runProgram } from '../peers/stomp/run.ts';

it('stompit does all of the scenario as with RabbitMQ', { timeout: 90_000 }, async () => {
  const bugs: unknown[] = [];
  const broker = await serve({ stomp: 0, bug: (error) => bugs.push(error) });
  try {
    expect(await runProgram('stompit.ts', broker.port('stomp'))).toEqual(expected('stompit'));
    expect(bugs).toEqual([]);
  } finally {
    await broker.close();
  }
});
