/** What a client program is asked to do, and what it answers: the words between the bench and its client processes. */

export type WireName = 'amqp' | 'mqtt' | 'resp';

export interface Load {
  readonly wire: WireName;
  readonly port: number;
  /** The broker's process, whose time on the processor is counted. */
  readonly pid: number;
  readonly payloadBytes: number;
  /** How many subscribers get each message. */
  readonly fanout: number;
  /** Messages under way at once; 1 measures latency. */
  readonly window: number;
  readonly warmMs: number;
  readonly measureMs: number;
  /** AMQP: how messages are taken, and whether the publisher waits for confirms instead of deliveries. */
  readonly ack?: 'auto' | 'manual';
  readonly confirm?: boolean;
  /** MQTT. */
  readonly qos?: 0 | 1;
}

export interface Outcome {
  /** Deliveries (or confirms) per second. */
  readonly rate: number;
  /** Of the broker's process, for each delivery. */
  readonly cpuMicros: number;
  /** From publishing to the last delivery (or the confirm); only with a window of 1. */
  readonly p50Micros?: number;
  readonly p99Micros?: number;
}

export const PREFETCH = 100;
