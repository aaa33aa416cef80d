/** The client program, a process of its own for each measurement: takes a load as JSON, prints the outcome as JSON. */
import type { Load, WireName } from '../load.ts';
import { measure, type Open } from './loop.ts';

const OPEN: Readonly<Record<WireName, () => Promise<Open>>> = {
  amqp: async () => (await import('./amqp.ts')).openAmqp,
  mqtt: async () => (await import('./mqtt.ts')).openMqtt,
  resp: async () => (await import('./redis.ts')).openRedis,
};

const load = JSON.parse(process.argv[2] ?? '') as Load;
const outcome = await measure(await OPEN[load.wire](), load);
// Its connections would keep it alive.
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
