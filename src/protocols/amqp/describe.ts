/** A frame as a reader sees it: every byte named, from the type octet to the end marker. */
import { tableToJson } from '../../broker/index.ts';
import { ByteReader } from '../bytes.ts';
import type { FieldView, FrameView } from '../protocol.ts';
import { shapeOf } from './fields.ts';
import type { AmqpFrame, FieldType } from './frames.ts';
import { BASIC_PROPERTIES } from './methods.ts';
import { readTable } from './values.ts';

const BODY_PREVIEW_BYTES = 256;
const text = new TextDecoder();

/** `bytes` is the frame as encoded. */
export function describeFrame(frame: AmqpFrame, bytes: Uint8Array): FrameView {
  if (frame.kind === 'protocol-header') {
    const name = text.decode(bytes.subarray(0, 4));
    return {
      title: 'protocol header',
      fields: [
        { name: 'protocol', value: name, start: 0, end: 4 },
        { name: 'version', value: [...bytes.subarray(4)].join(' '), start: 4, end: bytes.length },
      ],
    };
  }
  const reader = new ByteReader(bytes);
  const fields: FieldView[] = [];
  const add = (name: string, read: () => string): void => {
    const start = reader.at;
    const value = read();
    fields.push({ name, value, start, end: reader.at });
  };
  add('type', () => `${reader.u8()} (${frame.kind})`);
  add('channel', () => String(reader.u16()));
  add('size', () => String(reader.u32()));
  if (frame.kind === 'method') describeMethod(frame, reader, add);
  else if (frame.kind === 'header') describeHeader(reader, add);
  else if (frame.kind === 'body' && frame.payload.length > 0)
    add('payload', () => preview(reader.take(frame.payload.length)));
  add('end', () => `0x${reader.u8().toString(16).toUpperCase()}`);
  return { title: titleOf(frame), fields };
}

type Add = (name: string, read: () => string) => void;

function titleOf(frame: AmqpFrame): string {
  if (frame.kind === 'method') return frame.method;
  if (frame.kind === 'header') return `content header, ${frame.bodyBytes} bytes to come`;
  return frame.kind === 'body' ? `content body, ${frame.payload.length} bytes` : frame.kind;
}

function describeMethod(frame: Extract<AmqpFrame, { kind: 'method' }>, reader: ByteReader, add: Add): void {
  add('class', () => `${reader.u16()} (${frame.method.split('.')[0]})`);
  add('method', () => `${reader.u16()} (${frame.method.split('.')[1]})`);
  const shape = shapeOf(frame.method);
  const values = frame.fields as Readonly<Record<string, unknown>>;
  let bit = 0;
  for (const [name, type] of shape.fields) {
    if (type !== 'bit') {
      bit = 0;
      add(name, () => readShown(reader, type));
      continue;
    }
    // Bits that share an octet are shown on it each.
    if (bit % 8 === 0) reader.skip(1);
    bit++;
    reader.at--;
    add(name, () => {
      reader.skip(1);
      return String(values[name] === true);
    });
  }
}

function describeHeader(reader: ByteReader, add: Add): void {
  add('class', () => `${reader.u16()} (basic)`);
  add('weight', () => String(reader.u16()));
  add('body size', () => String(reader.count64()));
  let flags = 0;
  add('property flags', () => {
    flags = reader.u16();
    return flags.toString(2).padStart(16, '0');
  });
  BASIC_PROPERTIES.forEach(([name, type], index) => {
    if ((flags & (1 << (15 - index))) !== 0) add(name, () => readShown(reader, type));
  });
}

function readShown(reader: ByteReader, type: Exclude<FieldType, 'bit'>): string {
  switch (type) {
    case 'octet':
      return String(reader.u8());
    case 'short':
      return String(reader.u16());
    case 'long':
      return String(reader.u32());
    case 'longlong':
    case 'timestamp':
      return String(reader.u64());
    case 'shortstr':
      return reader.text(reader.u8());
    case 'longstr':
      return reader.text(reader.u32());
    case 'table':
      return JSON.stringify(tableToJson(readTable(reader)));
  }
}

function preview(payload: Uint8Array): string {
  const shown = text.decode(payload.subarray(0, BODY_PREVIEW_BYTES));
  return payload.length > BODY_PREVIEW_BYTES ? `${shown}…` : shown;
}
