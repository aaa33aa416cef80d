/** What the clients of one broker share: channels, keys, settings. A restart forgets all of it: nothing is on disk. */
import type { Broker, Clock } from '../../broker/index.ts';
import { CATALOGUE } from './catalogue.ts';
import { Blocking } from './blocking.ts';
import { Channels } from './channels.ts';
import type { Client } from './client.ts';
import { Config, type ConfigOptions } from './config.ts';
import { Keyspace } from './keyspace.ts';
import type { Commands } from './lookup.ts';
import { StreamTrace } from './stream/trace.ts';

const RUN_ID_DIGITS = 40;

export class Instance {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly channels: Channels;
  readonly keyspace: Keyspace;
  readonly blocking: Blocking;
  readonly streams: StreamTrace;
  readonly commands: Commands = CATALOGUE;
  readonly clients = new Map<number, Client>();
  config: Config;
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
  runId: string;
  /** Counted since the start, for INFO. */
  counts = noCounts();
  /** By the code of the error. */
  errors = new Map<string, number>();
  readonly #options: ConfigOptions;
  #lastClient = 0;

  constructor(broker: Broker, clock: Clock, options: ConfigOptions) {
    this.broker = broker;
    this.clock = clock;
    this.#options = options;
    this.channels = new Channels(broker);
    this.blocking = new Blocking(clock);
    this.streams = new StreamTrace(broker);
    this.keyspace = new Keyspace({
      clock,
      expired: () => void this.counts.expired++,
      ready: (database, key) => this.blocking.ready(database, key),
      removed: (key, value, why) => {
        if (value.type !== 'stream') return;
        this.streams.removed(key, value, why === 'expired' || why === 'restart' ? why : 'deleted');
      },
    });
    this.config = new Config(options);
    this.startedAt = clock.now();
    this.runId = this.#randomId();
    broker.onRestart(() => this.#forget());
  }

  /** Numbers begin anew with every start. */
  nextClient(): number {
    return ++this.#lastClient;
  }

  resetCounts(): void {
    this.counts = noCounts();
    this.errors = new Map();
  }

  /** Every client is gone already, and what it listened to with it. */
  #forget(): void {
    this.keyspace.clear('restart');
    this.config = new Config(this.#options);
    this.startedAt = this.clock.now();
    this.runId = this.#randomId();
    this.resetCounts();
    this.#lastClient = 0;
  }

  #randomId(): string {
    return Array.from({ length: RUN_ID_DIGITS }, () => Math.floor(this.clock.random() * 16).toString(16)).join('');
  }
}

interface Counts {
  connections: number;
  commands: number;
  errors: number;
  hits: number;
  misses: number;
  expired: number;
  outputLimitCuts: number;
}

function noCounts(): Counts {
  return { connections: 0, commands: 0, errors: 0, hits: 0, misses: 0, expired: 0, outputLimitCuts: 0 };
}
