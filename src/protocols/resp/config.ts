/** What CONFIG GET tells and CONFIG SET may change. What the broker does not do, it does not let itself be told. */
import { RESP_LIMITS } from './limits.ts';

/** When a client that does not read is cut: at once beyond `hardBytes`, after `seconds` beyond `softBytes`; 0: never. */
export interface OutputLimit {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly seconds: number;
}

export type ClientClass = 'normal' | 'pubsub';

export interface ConfigOptions {
  /** `pubsub 32mb 8mb 60` where it is left out, as in Redis. */
  readonly pubsubOutput?: OutputLimit;
  /** `requirepass`; empty: nobody is asked. */
  readonly password?: string;
  /** `maxmemory`: roughly what keys and values may take, 512 MB where it is left out; 0: no limit. */
  readonly memoryBytes?: number;
}

/** A sentence for CONFIG SET's error. */
export class ConfigError extends Error {}

const MEGABYTE = 1024 * 1024;
const UNITS = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1000],
  ['kb', 1024],
  ['m', 1_000_000],
  ['mb', MEGABYTE],
  ['g', 1_000_000_000],
  ['gb', 1024 * MEGABYTE],
]);
/** Told, and of no effect: there are no replicas. */
const REPLICA_OUTPUT = 'slave 268435456 67108864 60';
const FIXED: Readonly<Record<string, string>> = {
  appendonly: 'no',
  databases: String(RESP_LIMITS.databases),
  'maxmemory-policy': 'noeviction',
  'proto-max-bulk-len': String(RESP_LIMITS.bulkBytes),
  'client-query-buffer-limit': String(RESP_LIMITS.queryBytes),
  save: '',
  timeout: '0',
};

export class Config {
  readonly output: Record<ClientClass, OutputLimit>;
  password: string;
  memoryBytes: number;

  constructor(options: ConfigOptions = {}) {
    this.output = {
      normal: { hardBytes: 0, softBytes: 0, seconds: 0 },
      pubsub: options.pubsubOutput ?? { hardBytes: 32 * MEGABYTE, softBytes: 8 * MEGABYTE, seconds: 60 },
    };
    this.password = options.password ?? '';
    this.memoryBytes = options.memoryBytes ?? 512 * MEGABYTE;
  }

  entries(): [name: string, value: string][] {
    const { normal, pubsub } = this.output;
    const output = `normal ${limitText(normal)} ${REPLICA_OUTPUT} pubsub ${limitText(pubsub)}`;
    return [
      ...Object.entries(FIXED),
      ['client-output-buffer-limit', output],
      ['maxmemory', String(this.memoryBytes)],
      ['requirepass', this.password],
    ];
  }

  has(name: string): boolean {
    return this.entries().some(([known]) => known === name);
  }

  /** Throws `ConfigError`; nothing has changed then. */
  set(name: string, value: string): void {
    if (name === 'maxmemory') this.memoryBytes = memory(value, 'argument must be a memory value');
    else if (name === 'requirepass') this.password = value;
    else if (name === 'client-output-buffer-limit') this.#setOutput(value);
    else throw new ConfigError("can't set immutable config");
  }

  /** `class hard soft seconds`, any number of times. */
  #setOutput(value: string): void {
    const words = value.split(/\s+/).filter(Boolean);
    if (words.length % 4 !== 0) throw new ConfigError('Wrong number of arguments in buffer limit configuration.');
    const limits: [string, OutputLimit][] = [];
    for (let at = 0; at < words.length; at += 4) {
      const [name = '', hard = '', soft = '', seconds = ''] = words.slice(at, at + 4);
      if (!['normal', 'pubsub', 'slave', 'replica'].includes(name)) {
        throw new ConfigError('Invalid client class specified in buffer limit configuration.');
      }
      const wrong = 'Error in hard, soft or soft_seconds setting in buffer limit configuration.';
      if (!/^\d+$/.test(seconds)) throw new ConfigError(wrong);
      const limit = { hardBytes: memory(hard, wrong), softBytes: memory(soft, wrong), seconds: Number(seconds) };
      limits.push([name, limit]);
    }
    for (const [name, limit] of limits) if (name === 'normal' || name === 'pubsub') this.output[name] = limit;
  }
}

function limitText({ hardBytes, softBytes, seconds }: OutputLimit): string {
  return `${hardBytes} ${softBytes} ${seconds}`;
}

/** `64mb` → 67108864 */
function memory(text: string, complaint: string): number {
  const [, digits, unit = ''] = /^(\d+)([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS.get(unit.toLowerCase());
  if (digits === undefined || factor === undefined) throw new ConfigError(complaint);
  return Number(digits) * factor;
}
