/** Our broker beside the real ones: `npm run bench -- broker`, or one part of it by name; `--rounds 7` for calmer figures. */
import type { WireName } from './load.ts';
import { aedes } from './peers/aedes.ts';
import { mosquitto } from './peers/mosquitto.ts';
import { ours } from './peers/ours.ts';
import { rabbitMq } from './peers/rabbitmq.ts';
import { redis } from './peers/redis.ts';
import { compare, type Comparison } from './rounds.ts';
import { benchRouting } from './routing.ts';
import { AMQP_ROWS, MQTT_ROWS, REDIS_ROWS } from './rows.ts';
import { benchStart } from './start.ts';

export interface BenchOptions {
  readonly rounds: number;
}

export type Bench = (options: BenchOptions) => Promise<void>;

const comparison =
  (wire: WireName, rest: Pick<Comparison, 'title' | 'rows' | 'peers'>): Bench =>
  ({ rounds }) =>
    compare({ ...rest, peers: [ours(wire), ...rest.peers], rounds });

/** By name; `broker` is all of them. */
export const BROKER_BENCHES: Readonly<Record<string, Bench>> = {
  'broker-amqp': comparison('amqp', { title: 'AMQP, amqplib', rows: AMQP_ROWS, peers: [rabbitMq] }),
  'broker-mqtt': comparison('mqtt', { title: 'MQTT, mqtt.js', rows: MQTT_ROWS, peers: [mosquitto, aedes] }),
  'broker-redis': comparison('resp', { title: 'Redis channels, redis', rows: REDIS_ROWS, peers: [redis] }),
  'broker-start': benchStart,
  'broker-routing': benchRouting,
};
