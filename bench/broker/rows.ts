/** What is measured, row by row. */
import type { Load } from './load.ts';

export interface Row {
  readonly name: string;
  readonly load: Pick<Load, 'wire' | 'payloadBytes' | 'fanout' | 'window' | 'ack' | 'confirm' | 'qos'>;
}

/** Mosquitto drops what waits beyond 1000 for one client: stay well below. */
const WINDOW = 500;
const FANOUT = 50;
const FANOUT_WINDOW = 20;
const SMALL = 64;
const LARGE = 1024;

const one = { fanout: 1, window: WINDOW } as const;
const latency = { payloadBytes: SMALL, fanout: 1, window: 1 } as const;
const fanout = { payloadBytes: SMALL, fanout: FANOUT, window: FANOUT_WINDOW } as const;

const auto = { wire: 'amqp', ack: 'auto' } as const;
const manual = { wire: 'amqp', ack: 'manual' } as const;
const confirm = { wire: 'amqp', ack: 'auto', confirm: true } as const;

export const AMQP_ROWS: readonly Row[] = [
  { name: 'auto-ack, 64 B', load: { ...auto, ...one, payloadBytes: SMALL } },
  { name: 'auto-ack, 1 KiB', load: { ...auto, ...one, payloadBytes: LARGE } },
  { name: 'ack, prefetch 100, 64 B', load: { ...manual, ...one, payloadBytes: SMALL } },
  { name: 'ack, prefetch 100, 1 KiB', load: { ...manual, ...one, payloadBytes: LARGE } },
  { name: 'confirms, 64 B', load: { ...confirm, ...one, payloadBytes: SMALL } },
  { name: 'confirms, 1 KiB', load: { ...confirm, ...one, payloadBytes: LARGE } },
  { name: 'fan-out 1→50, auto-ack', load: { ...auto, ...fanout } },
  { name: 'fan-out 1→50, prefetch 100', load: { ...manual, ...fanout } },
  { name: 'latency, auto-ack', load: { ...auto, ...latency } },
  { name: 'latency, ack', load: { ...manual, ...latency } },
  { name: 'latency, confirm', load: { ...confirm, ...latency } },
];

const qos = (level: 0 | 1) => ({ wire: 'mqtt', qos: level }) as const;

export const MQTT_ROWS: readonly Row[] = ([0, 1] as const).flatMap((level) => [
  { name: `QoS ${level}, 64 B`, load: { ...qos(level), ...one, payloadBytes: SMALL } },
  { name: `QoS ${level}, 1 KiB`, load: { ...qos(level), ...one, payloadBytes: LARGE } },
  { name: `QoS ${level}, fan-out 1→50`, load: { ...qos(level), ...fanout } },
  { name: `QoS ${level}, latency`, load: { ...qos(level), ...latency } },
]);

const resp = { wire: 'resp' } as const;

export const REDIS_ROWS: readonly Row[] = [
  { name: 'publish, 64 B', load: { ...resp, ...one, payloadBytes: SMALL } },
  { name: 'publish, 1 KiB', load: { ...resp, ...one, payloadBytes: LARGE } },
  { name: 'fan-out 1→50', load: { ...resp, ...fanout } },
  { name: 'latency', load: { ...resp, ...latency } },
];
