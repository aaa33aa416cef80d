/**
 * Field values and tables on the wire: one letter for the type, then the value.
 *
 *     table := long-uint (bytes that follow) *( shortstr (name) octet (type) value )
 *     array := long-uint (bytes that follow) *( octet (type) value )
 *
 * The letters are those RabbitMQ reads (rabbitmq.com/docs/amqp-0-9-1-errata, section 3).
 */
import {
  isList,
  isNumber,
  isTable,
  type NumberType,
  type Table,
  type TypedNumber,
  type Value,
} from '../../broker/index.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { WireError } from '../protocol.ts';

/** Tables within tables; deeper than any client writes, and shallow enough for the stack. */
export const NESTING_MAX = 64;

const code = (letter: string): number => letter.charCodeAt(0);

const NUMBERS: Readonly<
  Record<
    NumberType,
    { letter: number; read(from: ByteReader): TypedNumber; write(to: ByteWriter, value: TypedNumber): void }
  >
> = {
  int8: { letter: code('b'), read: (r) => ({ type: 'int8', value: r.i8() }), write: (w, v) => w.u8(Number(v.value)) },
  uint8: { letter: code('B'), read: (r) => ({ type: 'uint8', value: r.u8() }), write: (w, v) => w.u8(Number(v.value)) },
  int16: {
    letter: code('s'),
    read: (r) => ({ type: 'int16', value: r.i16() }),
    write: (w, v) => w.u16(Number(v.value)),
  },
  uint16: {
    letter: code('u'),
    read: (r) => ({ type: 'uint16', value: r.u16() }),
    write: (w, v) => w.u16(Number(v.value)),
  },
  int32: {
    letter: code('I'),
    read: (r) => ({ type: 'int32', value: r.i32() }),
    write: (w, v) => w.u32(Number(v.value)),
  },
  uint32: {
    letter: code('i'),
    read: (r) => ({ type: 'uint32', value: r.u32() }),
    write: (w, v) => w.u32(Number(v.value)),
  },
  int64: { letter: code('l'), read: (r) => ({ type: 'int64', value: r.i64() }), write: (w, v) => w.u64(v.value) },
  float32: {
    letter: code('f'),
    read: (r) => ({ type: 'float32', value: r.f32() }),
    write: (w, v) => w.f32(Number(v.value)),
  },
  float64: {
    letter: code('d'),
    read: (r) => ({ type: 'float64', value: r.f64() }),
    write: (w, v) => w.f64(Number(v.value)),
  },
  time: { letter: code('T'), read: (r) => ({ type: 'time', value: r.u64() }), write: (w, v) => w.u64(v.value) },
  decimal: {
    letter: code('D'),
    read: (r) => ({ type: 'decimal', scale: r.u8(), value: r.u32() }),
    write: (w, v) => {
      w.u8(v.scale ?? 0);
      w.u32(Number(v.value));
    },
  },
};

const BY_LETTER = new Map(Object.values(NUMBERS).map((number) => [number.letter, number]));

export function readTable(reader: ByteReader, depth = 0): Table {
  const end = endOf(reader, depth);
  const table = new Map<string, Value>();
  while (reader.at < end) {
    const name = reader.text(reader.u8());
    table.set(name, readValue(reader, depth));
  }
  if (reader.at !== end) throw new WireError('a value reaches beyond the end of its table');
  return table;
}

export function readValue(reader: ByteReader, depth: number): Value {
  const letter = reader.u8();
  const number = BY_LETTER.get(letter);
  if (number !== undefined) return number.read(reader);
  switch (letter) {
    case code('S'):
      return reader.text(reader.u32());
    case code('t'):
      return reader.u8() !== 0;
    case code('F'):
      return readTable(reader, depth + 1);
    case code('A'):
      return readList(reader, depth + 1);
    case code('V'):
      return null;
    case code('x'):
      return reader.take(reader.u32());
    default:
      throw new WireError(`unknown type of field value ${letter}`);
  }
}

export function writeTable(writer: ByteWriter, table: Table): void {
  const start = writer.length;
  writer.u32(0);
  for (const [name, value] of table) {
    if (!fitsShortText(name)) continue;
    writeShortText(writer, name);
    writeValue(writer, value);
  }
  writer.setU32(start, writer.length - start - 4);
}

function writeValue(writer: ByteWriter, value: Value): void {
  if (value === null) writer.u8(code('V'));
  else if (typeof value === 'string') {
    writer.u8(code('S'));
    writeLongText(writer, value);
  } else if (typeof value === 'boolean') {
    writer.u8(code('t'));
    writer.u8(value ? 1 : 0);
  } else if (value instanceof Uint8Array) {
    writer.u8(code('x'));
    writer.u32(value.length);
    writer.bytes(value);
  } else if (isNumber(value)) {
    writer.u8(NUMBERS[value.type].letter);
    NUMBERS[value.type].write(writer, value);
  } else if (isTable(value)) {
    writer.u8(code('F'));
    writeTable(writer, value);
  } else if (isList(value)) {
    writer.u8(code('A'));
    writeList(writer, value);
  }
}

const SHORT_TEXT_BYTES_MAX = 255;
const encoder = new TextEncoder();

/** Names and texts of other protocols may be longer than AMQP can say: those are left out of headers and properties. */
export function fitsShortText(text: string): boolean {
  return text.length * 3 <= SHORT_TEXT_BYTES_MAX || encoder.encode(text).length <= SHORT_TEXT_BYTES_MAX;
}

/** At most 255 bytes: what is longer is the broker's own mistake. */
export function writeShortText(writer: ByteWriter, text: string): void {
  const at = writer.length;
  writer.u8(0);
  const bytes = writer.text(text);
  if (bytes > SHORT_TEXT_BYTES_MAX)
    throw new RangeError(`A short string of ${bytes} bytes does not fit: ${text.slice(0, 40)}…`);
  writer.setU8(at, bytes);
}

export function writeLongText(writer: ByteWriter, text: string): void {
  const at = writer.length;
  writer.u32(0);
  writer.setU32(at, writer.text(text));
}

function readList(reader: ByteReader, depth: number): Value[] {
  const end = endOf(reader, depth);
  const list: Value[] = [];
  while (reader.at < end) list.push(readValue(reader, depth));
  if (reader.at !== end) throw new WireError('a value reaches beyond the end of its array');
  return list;
}

function writeList(writer: ByteWriter, list: readonly Value[]): void {
  const start = writer.length;
  writer.u32(0);
  for (const value of list) writeValue(writer, value);
  writer.setU32(start, writer.length - start - 4);
}

function endOf(reader: ByteReader, depth: number): number {
  if (depth > NESTING_MAX) throw new WireError(`tables are nested more than ${NESTING_MAX} deep`);
  const length = reader.u32();
  if (length > reader.left) throw new WireError(`a table of ${length} bytes was announced, ${reader.left} are there`);
  return reader.at + length;
}
