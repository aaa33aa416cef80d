/**
 * A method's fields, read and written by the table. Neighbouring bits share octets, lowest bit first. What a broker
 * handles by the ten thousand (publish, deliver, ack) has its own few lines besides; a test holds them to the table.
 */
import type { Table } from '../../broker/index.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { WireError } from '../protocol.ts';
import { type Fields, type FieldType, idOf, type MethodName } from './frames.ts';
import { METHODS } from './methods.ts';
import { readTable, writeLongText, writeShortText, writeTable } from './values.ts';

export interface MethodShape {
  readonly name: MethodName;
  /** Class in the upper, method in the lower sixteen bits. */
  readonly id: number;
  readonly fields: readonly (readonly [string, FieldType])[];
}

export const SHAPES = new Map<number, MethodShape>();
const BY_NAME = new Map<MethodName, MethodShape>();

for (const name of Object.keys(METHODS) as MethodName[]) {
  const [classId, methodId] = idOf(name);
  const shape: MethodShape = { name, id: (classId << 16) | methodId, fields: METHODS[name].fields };
  SHAPES.set(shape.id, shape);
  BY_NAME.set(name, shape);
}

export function shapeOf(name: MethodName): MethodShape {
  const shape = BY_NAME.get(name);
  if (shape === undefined) throw new RangeError(`There is no method ${name}.`);
  return shape;
}

type AnyFields = Readonly<Record<string, unknown>>;

/** By the table alone. */
export function readByTable(reader: ByteReader, shape: MethodShape): AnyFields {
  const fields: Record<string, unknown> = {};
  let octet = 0;
  let bit = 8;
  for (const [name, type] of shape.fields) {
    if (type !== 'bit') {
      bit = 8;
      fields[name] = readField(reader, type);
      continue;
    }
    if (bit === 8) {
      octet = reader.u8();
      bit = 0;
    }
    fields[name] = ((octet >> bit++) & 1) === 1;
  }
  return fields;
}

/** By the table alone. */
export function writeByTable(writer: ByteWriter, shape: MethodShape, fields: AnyFields): void {
  let bit = 8;
  let at = 0;
  let octet = 0;
  for (const [name, type] of shape.fields) {
    const value = fields[name];
    if (type !== 'bit') {
      bit = 8;
      writeField(writer, type, value);
      continue;
    }
    if (bit === 8) {
      at = writer.length;
      writer.u8(0);
      octet = 0;
      bit = 0;
    }
    if (value === true) octet |= 1 << bit;
    bit++;
    writer.setU8(at, octet);
  }
}

export function readFields(reader: ByteReader, shape: MethodShape): AnyFields {
  let fields: AnyFields;
  if (shape.name === 'basic.publish') fields = readPublish(reader);
  else if (shape.name === 'basic.ack') fields = { deliveryTag: reader.count64(), multiple: (reader.u8() & 1) === 1 };
  else fields = readByTable(reader, shape);
  if (reader.left > 0) throw new WireError(`${reader.left} bytes follow the last field of ${shape.name}`);
  return fields;
}

export function writeFields(writer: ByteWriter, name: MethodName, fields: AnyFields): void {
  if (name === 'basic.deliver') writeDeliver(writer, fields as unknown as Fields<'basic.deliver'>);
  else writeByTable(writer, shapeOf(name), fields);
}

function readPublish(reader: ByteReader): Fields<'basic.publish'> {
  const reserved1 = reader.u16();
  const exchange = reader.text(reader.u8());
  const routingKey = reader.text(reader.u8());
  const bits = reader.u8();
  return { reserved1, exchange, routingKey, mandatory: (bits & 1) === 1, immediate: (bits & 2) === 2 };
}

function writeDeliver(writer: ByteWriter, fields: Fields<'basic.deliver'>): void {
  writeShortText(writer, fields.consumerTag);
  writer.u64(fields.deliveryTag);
  writer.u8(fields.redelivered ? 1 : 0);
  writeShortText(writer, fields.exchange);
  writeShortText(writer, fields.routingKey);
}

function readField(reader: ByteReader, type: Exclude<FieldType, 'bit'>): unknown {
  switch (type) {
    case 'octet':
      return reader.u8();
    case 'short':
      return reader.u16();
    case 'long':
      return reader.u32();
    case 'longlong':
      return reader.count64();
    case 'timestamp':
      return reader.u64();
    case 'shortstr':
      return reader.text(reader.u8());
    case 'longstr':
      return reader.text(reader.u32());
    case 'table':
      return readTable(reader);
  }
}

function writeField(writer: ByteWriter, type: Exclude<FieldType, 'bit'>, value: unknown): void {
  switch (type) {
    case 'octet':
      return writer.u8(value as number);
    case 'short':
      return writer.u16(value as number);
    case 'long':
      return writer.u32(value as number);
    case 'longlong':
    case 'timestamp':
      return writer.u64(value as number);
    case 'shortstr':
      return writeShortText(writer, value as string);
    case 'longstr':
      return writeLongText(writer, value as string);
    case 'table':
      return writeTable(writer, value as Table);
  }
}
