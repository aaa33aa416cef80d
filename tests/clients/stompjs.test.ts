/** Stock @stomp/stompjs over WebSocket on our broker. */
import { expect, it } from 'vitest';
import { serve } from '../../src/server/node.ts';
import { expected, runProgram, STOMPJS_ODD } from '../peers/stomp/run.ts';

it('@stomp/stompjs does all of the scenario as with RabbitMQ', { timeout: 90_000 }, async () => {
  const bugs: unknown[] = [];
  const broker = await serve({ stompWs: 0, bug: (error) => bugs.push(error) });
  try {
    const lines = await runProgram('stompjs.ts', broker.port('stomp', 'websocket'));
    expect(lines).toEqual(expected('stompjs', { odd: STOMPJS_ODD }));
    expect(bugs).toEqual([]);
  } finally {
    await broker.close();
  }
});
