import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/server/arguments.ts';

const OFF = {
  amqp: undefined,
  mqtt: undefined,
  mqttWs: undefined,
  stomp: undefined,
  stompWs: undefined,
  resp: undefined,
};

describe('the ports of the command line', () => {
  it.each([
    { words: [], ports: { ...OFF, amqp: 5672, mqtt: 1883, stomp: 61_613, resp: 6379 } },
    { words: ['--trace', '--profile', '3.10'], ports: { ...OFF, amqp: 5672, mqtt: 1883, stomp: 61_613, resp: 6379 } },
    { words: ['--amqp', '5672'], ports: { ...OFF, amqp: 5672 } },
    { words: ['--mqtt=0', '--mqtt-ws', '0'], ports: { ...OFF, mqtt: 0, mqttWs: 0 } },
    { words: ['--amqp', 'off', '--resp', '7000'], ports: { ...OFF, resp: 7000 } },
    { words: ['--amqp', 'off'], ports: OFF },
  ])('$words', ({ words, ports }) => {
    expect(parseArguments(words).ports).toEqual(ports);
  });
});
