/** Frames into bytes. */
import type { ByteWriter } from '../bytes.ts';
import { encodeText } from '../bytes.ts';
import { type MarkedKind, MARKS, type Reply, type RespFrame } from './frames.ts';
import { joinWords } from './inline.ts';

const CR = 0x0d;
const LF = 0x0a;
const ZERO = 0x30;
const ARRAY = MARKS.array.charCodeAt(0);
const BULK = MARKS.bulk.charCodeAt(0);

export function writeFrame(frame: RespFrame, writer: ByteWriter): void {
  if (frame.kind === 'prepared') writer.bytes(frame.bytes);
  else if (frame.kind === 'request') {
    writeCount(writer, ARRAY, frame.args.length);
    for (const arg of frame.args) writeBulk(writer, arg);
  } else if (frame.kind === 'inline') line(writer, joinWords(frame.args));
  else writeReply(frame, writer);
}

export function writeReply(reply: Reply, writer: ByteWriter): void {
  switch (reply.kind) {
    case 'simple':
    case 'error':
      return marked(writer, reply.kind, reply.text);
    case 'integer':
      return typeof reply.value === 'number'
        ? writeCount(writer, MARKS.integer.charCodeAt(0), reply.value)
        : marked(writer, reply.kind, String(reply.value));
    case 'big-number':
      return marked(writer, reply.kind, String(reply.value));
    case 'bulk':
      return writeBulk(writer, reply.bytes);
    case 'null-bulk':
      return line(writer, '$-1');
    case 'null-array':
      return line(writer, '*-1');
    case 'null':
      return marked(writer, reply.kind, '');
    case 'boolean':
      return marked(writer, reply.kind, reply.value ? 't' : 'f');
    case 'double':
      return marked(writer, reply.kind, doubleText(reply.value));
    case 'blob-error':
      writeHead(writer, reply.kind, encodeText(reply.text).length);
      return line(writer, reply.text);
    case 'verbatim': {
      const format = encodeText(`${reply.format}:`);
      writeHead(writer, reply.kind, format.length + reply.bytes.length);
      writer.bytes(format);
      writer.bytes(reply.bytes);
      return lineEnd(writer);
    }
    case 'array':
    case 'set':
    case 'push':
      writeHead(writer, reply.kind, reply.items.length);
      for (const item of reply.items) writeReply(item, writer);
      return;
    case 'map':
    case 'attribute':
      writeHead(writer, reply.kind, reply.entries.length);
      for (const entry of reply.entries) for (const item of entry) writeReply(item, writer);
  }
}

/** Seventeen digits at most, as `inf`, `nan` or decimal. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

function marked(writer: ByteWriter, kind: MarkedKind, text: string): void {
  line(writer, MARKS[kind] + text);
}

function line(writer: ByteWriter, text: string): void {
  writer.text(text);
  lineEnd(writer);
}

export function lineEnd(writer: ByteWriter): void {
  writer.u8(CR);
  writer.u8(LF);
}

export function writeHead(writer: ByteWriter, kind: MarkedKind, count: number): void {
  writeCount(writer, MARKS[kind].charCodeAt(0), count);
}

/** A mark and a whole number: the head of almost everything. */
function writeCount(writer: ByteWriter, mark: number, count: number): void {
  writer.u8(mark);
  if (count >= 0 && count <= 9) writer.u8(ZERO + count);
  else writer.text(String(count));
  lineEnd(writer);
}

function writeBulk(writer: ByteWriter, bytes: Uint8Array): void {
  writeCount(writer, BULK, bytes.length);
  writer.bytes(bytes);
  lineEnd(writer);
}
