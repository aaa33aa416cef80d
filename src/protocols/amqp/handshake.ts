/**
 * From the first eight bytes to an open connection: header, start, start-ok, tune, tune-ok, open, open-ok.
 * As RabbitMQ does, it tells a stranger little: most mistakes here end in silence and a closed socket.
 */
import { type Profile, type Table, type Value } from '../../broker/index.ts';
import { ByteReader } from '../bytes.ts';
import { AmqpError } from './errors.ts';
import {
  type AmqpFrame,
  type Fields,
  type MethodFrame,
  type MethodName,
  PROTOCOL_HEADER,
  PROTOCOL_HEADER_0_9,
} from './frames.ts';
import { AMQP_LIMITS, FRAME_BYTES_MIN } from './limits.ts';
import { readTable } from './values.ts';
import { WireError } from '../protocol.ts';

/** What the two sides agreed upon. */
export interface Agreement {
  readonly user: string;
  readonly frameBytesMax: number;
  readonly channelMax: number;
  readonly heartbeatSeconds: number;
  /** The client wants to be told when its consumer's queue is gone. */
  readonly cancelNotify: boolean;
}

/** `refused`: tell, then close. `silent`: close after a while without a word. `header`: show ours, then close. */
export type Step =
  | { readonly kind: 'send'; readonly frame: MethodFrame }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly error: AmqpError; readonly method: MethodName | undefined }
  | { readonly kind: 'silent' }
  | { readonly kind: 'header' }
  | { readonly kind: 'opened'; readonly agreement: Agreement };

export interface HandshakeOptions {
  readonly profile: Profile;
  /** User → password. */
  readonly users: ReadonlyMap<string, string>;
}

const NOTHING: Step = { kind: 'nothing' };
const SILENT: Step = { kind: 'silent' };

export class Handshake {
  readonly #options: HandshakeOptions;
  #waitingFor: 'header' | 'start-ok' | 'tune-ok' | 'open' = 'header';
  #user = '';
  #capabilities: Table = new Map();
  #tuned = { frameBytesMax: 0, channelMax: 0, heartbeatSeconds: 0 };

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  receive(frame: AmqpFrame): Step {
    if (this.#waitingFor === 'header') return this.#header(frame);
    if (frame.kind === 'heartbeat') return NOTHING;
    if (frame.kind !== 'method' || frame.channel !== 0) return SILENT;
    if (frame.method === 'connection.start-ok' && this.#waitingFor === 'start-ok') return this.#startOk(frame.fields);
    if (frame.method === 'connection.tune-ok' && this.#waitingFor === 'tune-ok') return this.#tuneOk(frame.fields);
    if (frame.method === 'connection.open' && this.#waitingFor === 'open') return this.#open(frame.fields);
    return SILENT;
  }

  #header(frame: AmqpFrame): Step {
    if (frame.kind !== 'protocol-header') return { kind: 'header' };
    if (!isOurs(frame.bytes)) return { kind: 'header' };
    this.#waitingFor = 'start-ok';
    return send('connection.start', {
      versionMajor: 0,
      versionMinor: 9,
      serverProperties: serverProperties(this.#options.profile),
      mechanisms: 'PLAIN AMQPLAIN',
      locales: 'en_US',
    });
  }

  #startOk(fields: Fields<'connection.start-ok'>): Step {
    const capabilities = fields.clientProperties.get('capabilities');
    if (capabilities instanceof Map) this.#capabilities = capabilities as Table;
    const credentials = readCredentials(fields.mechanism, fields.response);
    if (credentials === undefined) return SILENT;
    if (this.#options.users.get(credentials.user) !== credentials.password) {
      if (this.#capabilities.get('authentication_failure_close') !== true) return SILENT;
      const text =
        `Login was refused using authentication mechanism ${fields.mechanism}. ` +
        'For details see the broker logfile.';
      return { kind: 'refused', error: new AmqpError('ACCESS_REFUSED', text), method: undefined };
    }
    this.#user = credentials.user;
    this.#waitingFor = 'tune-ok';
    const { channelMax, frameBytesMax: frameMax, heartbeatSeconds: heartbeat } = AMQP_LIMITS;
    return send('connection.tune', { channelMax, frameMax, heartbeat });
  }

  #tuneOk(fields: Fields<'connection.tune-ok'>): Step {
    const { frameMax, channelMax, heartbeat } = fields;
    const problem =
      outOfRange('channel_max', channelMax, 1, AMQP_LIMITS.channelMax) ??
      outOfRange('frame_max', frameMax, FRAME_BYTES_MIN[this.#options.profile], AMQP_LIMITS.frameBytesMax);
    if (problem !== undefined) {
      // 3.10 only writes it into its log; 4.x tells the client. Not recorded.
      if (this.#options.profile === '3.10') return SILENT;
      return { kind: 'refused', error: new AmqpError('NOT_ALLOWED', problem), method: 'connection.tune' };
    }
    this.#tuned = { frameBytesMax: frameMax, channelMax, heartbeatSeconds: heartbeat };
    this.#waitingFor = 'open';
    return NOTHING;
  }

  #open({ virtualHost }: Fields<'connection.open'>): Step {
    if (virtualHost !== '/') {
      const error = new AmqpError('NOT_ALLOWED', `vhost ${virtualHost} not found`);
      return { kind: 'refused', error, method: 'connection.open' };
    }
    const cancelNotify = this.#capabilities.get('consumer_cancel_notify') === true;
    return { kind: 'opened', agreement: { user: this.#user, cancelNotify, ...this.#tuned } };
  }
}

/** 0 stands for "without limit", which is more than any limit. */
function outOfRange(field: string, asked: number, minimum: number, maximum: number): string | undefined {
  const start = `negotiated ${field} = ${asked}${field === 'channel_max' && asked === 0 ? ' (no limit)' : ''} is`;
  if (asked === 0 || asked > maximum) return `${start} higher than the maximum allowed value (${maximum})`;
  return asked < minimum ? `${start} lower than the minimum allowed value (${minimum})` : undefined;
}

/** 0-9-1, or 0-9, which is the same to everyone who still says so. */
function isOurs(header: Uint8Array): boolean {
  return [PROTOCOL_HEADER, PROTOCOL_HEADER_0_9].some((ours) => header.every((byte, index) => byte === ours[index]));
}

function send<M extends MethodName>(name: M, fields: Fields<M>): Step {
  return { kind: 'send', frame: { kind: 'method', channel: 0, method: name, fields } as unknown as MethodFrame };
}

/** PLAIN: `\0user\0password`. AMQPLAIN: a table without its length. */
function readCredentials(mechanism: string, response: string): { user: string; password: string } | undefined {
  if (mechanism === 'PLAIN') {
    const [, user, password] = response.split('\0');
    return user === undefined || password === undefined ? undefined : { user, password };
  }
  if (mechanism !== 'AMQPLAIN') return undefined;
  const body = new TextEncoder().encode(response);
  const bytes = new Uint8Array(body.length + 4);
  new DataView(bytes.buffer).setUint32(0, body.length);
  bytes.set(body, 4);
  try {
    const table = readTable(new ByteReader(bytes));
    const [user, password] = [table.get('LOGIN'), table.get('PASSWORD')];
    return typeof user === 'string' && typeof password === 'string' ? { user, password } : undefined;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const CAPABILITIES = [
  'publisher_confirms',
  'exchange_exchange_bindings',
  'basic.nack',
  'consumer_cancel_notify',
  'connection.blocked',
  'consumer_priorities',
  'authentication_failure_close',
  'per_consumer_qos',
  'direct_reply_to',
];

/** It says what it follows and what it is: a client may look at the version, a person must not be misled. */
function serverProperties(profile: Profile): Table {
  return new Map<string, Value>([
    ['capabilities', new Map(CAPABILITIES.map((name) => [name, true]))],
    ['cluster_name', 'buu-cuc'],
    ['copyright', 'MIT'],
    ['information', "Buu Cuc's broker, which answers as RabbitMQ does. It is not RabbitMQ."],
    ['platform', 'JavaScript'],
    ['product', 'Buu Cuc'],
    ['version', profile === '3.10' ? '3.10.8' : '4.2.0'],
  ]);
}
