/**
 * The properties of a message on the wire: flags for those that are there, then their values.
 *
 *     property-flags (16 bits, highest first, lowest: another word of flags follows) · values in the same order
 *
 * Most messages pass the broker without anyone asking for most of this, and go out as they came in: the bytes are kept
 * and read at the first question only.
 */
import { EMPTY_TABLE, type Properties, type Table } from '../../broker/index.ts';
import { ByteReader, type ByteWriter } from '../bytes.ts';
import { WireError } from '../protocol.ts';
import { BASIC_PROPERTIES } from './methods.ts';
import { fitsShortText, readTable, writeShortText, writeTable } from './values.ts';

type Name = (typeof BASIC_PROPERTIES)[number][0];
type Mutable = { -readonly [N in keyof Properties]: Properties[N] };

const FLAG_OF = new Map<Name, number>(BASIC_PROPERTIES.map(([name], index) => [name, 1 << (15 - index)]));
const HEADERS_FLAG = FLAG_OF.get('headers') ?? 0;
const DELIVERY_MODE_FLAG = FLAG_OF.get('deliveryMode') ?? 0;
const EXPIRATION_FLAG = FLAG_OF.get('expiration') ?? 0;
const REPLY_TO_FLAG = FLAG_OF.get('replyTo') ?? 0;
const USER_ID_FLAG = FLAG_OF.get('userId') ?? 0;
const PRIORITY_FLAG = FLAG_OF.get('priority') ?? 0;
const CONTINUED = 1;
/** Longer ones seldom repeat. */
const COMPARED_BYTES_MAX = 64;

/** Properties as they stood on the wire. Well-formed: whoever makes one has had it checked. */
export class WireProperties implements Properties {
  /** Flags and values. */
  readonly bytes: Uint8Array;
  readonly #flags: number;
  readonly #isPlain: boolean;
  #read: Properties | undefined;
  #mode: number | undefined;

  /** Throws `WireError` where the bytes are no properties. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    if (bytes.length < 2) throw new WireError('a content header without property flags');
    this.#flags = ((bytes[0] as number) << 8) | (bytes[1] as number);
    // The common case needs no more than a glance.
    this.#isPlain = this.#plain();
    if (!this.#isPlain) this.#read = readProperties(bytes);
  }

  /** Whether the rest of what `reader` has to read is the same, byte for byte. */
  isAt({ bytes, at, left }: ByteReader): boolean {
    if (left !== this.bytes.length || left > COMPARED_BYTES_MAX) return false;
    for (let index = 0; index < left; index++) if (this.bytes[index] !== bytes[at + index]) return false;
    return true;
  }

  get contentType(): string | undefined {
    return this.#all.contentType;
  }

  get contentEncoding(): string | undefined {
    return this.#all.contentEncoding;
  }

  get headers(): Table | undefined {
    if ((this.#flags & HEADERS_FLAG) === 0) return undefined;
    return this.#isPlain ? EMPTY_TABLE : this.#all.headers;
  }

  get deliveryMode(): number | undefined {
    if ((this.#flags & DELIVERY_MODE_FLAG) === 0) return undefined;
    return this.#mode ?? this.#all.deliveryMode;
  }

  get priority(): number | undefined {
    return (this.#flags & PRIORITY_FLAG) === 0 ? undefined : this.#all.priority;
  }

  get correlationId(): string | undefined {
    return this.#all.correlationId;
  }

  get replyTo(): string | undefined {
    return (this.#flags & REPLY_TO_FLAG) === 0 ? undefined : this.#all.replyTo;
  }

  get expiration(): string | undefined {
    return (this.#flags & EXPIRATION_FLAG) === 0 ? undefined : this.#all.expiration;
  }

  get messageId(): string | undefined {
    return this.#all.messageId;
  }

  get timestamp(): number | bigint | undefined {
    return this.#all.timestamp;
  }

  get type(): string | undefined {
    return this.#all.type;
  }

  get userId(): string | undefined {
    return (this.#flags & USER_ID_FLAG) === 0 ? undefined : this.#all.userId;
  }

  get appId(): string | undefined {
    return this.#all.appId;
  }

  get clusterId(): string | undefined {
    return this.#all.clusterId;
  }

  get #all(): Properties {
    return (this.#read ??= readProperties(this.bytes));
  }

  /** An empty table of headers, a delivery mode, or nothing at all: what most clients send. */
  #plain(): boolean {
    const { bytes } = this;
    if ((this.#flags & ~(HEADERS_FLAG | DELIVERY_MODE_FLAG)) !== 0) return false;
    let at = 2;
    if ((this.#flags & HEADERS_FLAG) !== 0) {
      if (bytes.length < 6 || bytes[2] !== 0 || bytes[3] !== 0 || bytes[4] !== 0 || bytes[5] !== 0) return false;
      at = 6;
    }
    if ((this.#flags & DELIVERY_MODE_FLAG) !== 0) this.#mode = bytes[at++];
    return at === bytes.length;
  }
}

/** Of any properties: those of another protocol are written, those that came by wire are copied. */
export function writeProperties(writer: ByteWriter, properties: Properties): void {
  if (properties instanceof WireProperties) return writer.bytes(properties.bytes);
  const flagsAt = writer.length;
  let flags = 0;
  writer.u16(0);
  for (const [name, type] of BASIC_PROPERTIES) {
    const value = properties[name];
    if (value === undefined || (type === 'shortstr' && !fitsShortText(value as string))) continue;
    flags |= FLAG_OF.get(name) ?? 0;
    if (type === 'shortstr') writeShortText(writer, value as string);
    else if (type === 'table') writeTable(writer, value as Table);
    else if (type === 'octet') writer.u8(value as number);
    else writer.u64(value as number | bigint);
  }
  writer.setU8(flagsAt, flags >> 8);
  writer.setU8(flagsAt + 1, flags & 0xff);
}

function readProperties(bytes: Uint8Array): Properties {
  const reader = new ByteReader(bytes);
  const flags = reader.u16();
  if ((flags & CONTINUED) !== 0) throw new WireError('a second word of property flags');
  const properties: Mutable = {};
  for (const [name, type] of BASIC_PROPERTIES) {
    if ((flags & (FLAG_OF.get(name) ?? 0)) === 0) continue;
    if (type === 'shortstr') properties[name] = reader.text(reader.u8());
    else if (type === 'table') properties[name] = reader.left === 0 ? EMPTY_TABLE : readTable(reader);
    else if (type === 'octet') properties[name] = reader.u8();
    else properties[name] = reader.u64();
  }
  if (reader.left > 0) throw new WireError(`${reader.left} bytes follow the last property`);
  return properties;
}
