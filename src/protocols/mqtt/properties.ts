/** The properties of MQTT 5.0 (§2.2.2.2): one table, from which the type, the reading and the writing follow. */
import type { ByteWriter } from '../bytes.ts';
import { closeLength, openLength, writeBinary, writeText, writeVarint } from './fields.ts';
import { malformed, PacketError } from './errors.ts';
import type { PacketType } from './packets.ts';
import type { Reader } from './reader.ts';
import type { ReasonName } from './reasons.ts';

export type UserProperty = readonly [name: string, value: string];

/** How a value stands on the wire, and what it is here. */
interface Kinds {
  byte: number;
  uint16: number;
  uint32: number;
  varint: number;
  utf8: string;
  binary: Uint8Array;
  pair: UserProperty;
}

/** Where properties stand: a packet's own, or the will's within CONNECT. */
export type PropertyPlace = PacketType | 'will';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly kind: keyof Kinds;
  readonly in: readonly PropertyPlace[];
  /** A list here; on the wire once for each value. */
  readonly list?: true;
  /** The one place in which a list has a single value. */
  readonly onceIn?: PropertyPlace;
  readonly least?: number;
  readonly most?: number;
  /** What a value outside of `least` and `most` is; a protocol error if not said. */
  readonly outside?: ReasonName;
}

const ANY_REASON = [
  'connack',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'suback',
  'unsuback',
  'disconnect',
  'auth',
] as const;

export const PROPERTIES = [
  { id: 0x01, name: 'payloadFormatIndicator', kind: 'byte', most: 1, in: ['publish', 'will'] },
  { id: 0x02, name: 'messageExpiryInterval', kind: 'uint32', in: ['publish', 'will'] },
  { id: 0x03, name: 'contentType', kind: 'utf8', in: ['publish', 'will'] },
  { id: 0x08, name: 'responseTopic', kind: 'utf8', in: ['publish', 'will'] },
  { id: 0x09, name: 'correlationData', kind: 'binary', in: ['publish', 'will'] },
  {
    id: 0x0b,
    name: 'subscriptionIdentifiers',
    kind: 'varint',
    list: true,
    onceIn: 'subscribe',
    least: 1,
    in: ['publish', 'subscribe'],
  },
  { id: 0x11, name: 'sessionExpiryInterval', kind: 'uint32', in: ['connect', 'connack', 'disconnect'] },
  { id: 0x12, name: 'assignedClientIdentifier', kind: 'utf8', in: ['connack'] },
  { id: 0x13, name: 'serverKeepAlive', kind: 'uint16', in: ['connack'] },
  { id: 0x15, name: 'authenticationMethod', kind: 'utf8', in: ['connect', 'connack', 'auth'] },
  { id: 0x16, name: 'authenticationData', kind: 'binary', in: ['connect', 'connack', 'auth'] },
  { id: 0x17, name: 'requestProblemInformation', kind: 'byte', most: 1, in: ['connect'] },
  { id: 0x18, name: 'willDelayInterval', kind: 'uint32', in: ['will'] },
  { id: 0x19, name: 'requestResponseInformation', kind: 'byte', most: 1, in: ['connect'] },
  { id: 0x1a, name: 'responseInformation', kind: 'utf8', in: ['connack'] },
  { id: 0x1c, name: 'serverReference', kind: 'utf8', in: ['connack', 'disconnect'] },
  { id: 0x1f, name: 'reasonString', kind: 'utf8', in: ANY_REASON },
  { id: 0x21, name: 'receiveMaximum', kind: 'uint16', least: 1, in: ['connect', 'connack'] },
  { id: 0x22, name: 'topicAliasMaximum', kind: 'uint16', in: ['connect', 'connack'] },
  { id: 0x23, name: 'topicAlias', kind: 'uint16', least: 1, outside: 'malformedPacket', in: ['publish'] },
  { id: 0x24, name: 'maximumQos', kind: 'byte', most: 1, in: ['connack'] },
  { id: 0x25, name: 'retainAvailable', kind: 'byte', most: 1, in: ['connack'] },
  {
    id: 0x26,
    name: 'userProperties',
    kind: 'pair',
    list: true,
    in: ['connect', 'publish', 'will', 'subscribe', 'unsubscribe', ...ANY_REASON],
  },
  { id: 0x27, name: 'maximumPacketSize', kind: 'uint32', least: 1, in: ['connect', 'connack'] },
  { id: 0x28, name: 'wildcardSubscriptionAvailable', kind: 'byte', most: 1, in: ['connack'] },
  { id: 0x29, name: 'subscriptionIdentifierAvailable', kind: 'byte', most: 1, in: ['connack'] },
  { id: 0x2a, name: 'sharedSubscriptionAvailable', kind: 'byte', most: 1, in: ['connack'] },
] as const satisfies readonly Row[];

type Rows = (typeof PROPERTIES)[number];
type ValueOf<R extends Rows> = R extends { list: true } ? readonly Kinds[R['kind']][] : Kinds[R['kind']];
/** Numbers are in the units of the specification: intervals in seconds, sizes in bytes. */
export type Properties = { readonly [R in Rows as R['name']]?: ValueOf<R> | undefined };

type Value = number | string | Uint8Array | UserProperty;
const BY_ID = new Map<number, Row>(PROPERTIES.map((row) => [row.id, row]));
const BY_NAME = new Map<string, Row>(PROPERTIES.map((row) => [row.name, row]));

/** `payloadFormatIndicator` → `payload format indicator`. */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `undefined` where the list of properties is there but empty. */
export function readProperties(reader: Reader, place: PropertyPlace): Properties | undefined {
  const length = reader.varint(place === 'will' ? 'will property length' : 'property length');
  if (length === 0) return undefined;
  const part = reader.part(length, 'properties');
  const properties: Record<string, Value | Value[]> = {};
  while (part.left > 0) readProperty(part, place, properties);
  return properties as Properties;
}

function readProperty(reader: Reader, place: PropertyPlace, properties: Record<string, Value | Value[]>): void {
  const id = reader.varint('property', (value) => inWords(BY_ID.get(value)?.name ?? `unknown ${value}`));
  const row = BY_ID.get(id);
  if (!row) throw malformed(`there is no property 0x${id.toString(16).padStart(2, '0')} [MQTT-2.2.2-2]`);
  const words = inWords(row.name);
  if (!row.in.includes(place)) throw malformed(`${place} has no property "${words}" [MQTT-2.2.2-2]`);
  const value = readValue(reader, row.kind, words);
  if (typeof value === 'number' && (value < (row.least ?? 0) || value > (row.most ?? Infinity))) {
    throw new PacketError(row.outside ?? 'protocolError', `${words} cannot be ${value}`);
  }
  const before = properties[row.name];
  if (before !== undefined && (!row.list || row.onceIn === place)) {
    throw new PacketError('protocolError', `the property "${words}" is there twice`);
  }
  if (!row.list) properties[row.name] = value;
  else if (Array.isArray(before)) (before as Value[]).push(value);
  else properties[row.name] = [value];
}

function readValue(reader: Reader, kind: keyof Kinds, words: string): Value {
  switch (kind) {
    case 'byte':
      return reader.uint8(words);
    case 'uint16':
      return reader.uint16(words);
    case 'uint32':
      return reader.uint32(words);
    case 'varint':
      return reader.varint(words);
    case 'utf8':
      return reader.utf8(words);
    case 'binary':
      return reader.binary(words);
    case 'pair':
      return [reader.utf8('user property name'), reader.utf8('user property value')];
  }
}

export function writeProperties(writer: ByteWriter, properties: Properties | undefined): void {
  const start = openLength(writer, 0);
  for (const name in properties) {
    const value = properties[name as keyof Properties];
    const row = BY_NAME.get(name);
    if (row === undefined || value === undefined) continue;
    if (!row.list) writeValue(writer, row, value as Value);
    else for (const one of value as readonly Value[]) writeValue(writer, row, one);
  }
  closeLength(writer, start, 0);
}

function writeValue(writer: ByteWriter, { id, kind, name }: Row, value: Value): void {
  writer.u8(id);
  switch (kind) {
    case 'byte':
      return writer.u8(value as number);
    case 'uint16':
      return writer.u16(value as number);
    case 'uint32':
      return writer.u32(value as number);
    case 'varint':
      return writeVarint(writer, value as number);
    case 'utf8':
      return writeText(writer, value as string, name);
    case 'binary':
      return writeBinary(writer, value as Uint8Array, name);
    case 'pair':
      for (const text of value as UserProperty) writeText(writer, text, name);
  }
}
