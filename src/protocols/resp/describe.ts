/** A frame as a reader sees it: every byte named, marks and lengths included. */
import { ByteWriter } from '../bytes.ts';
import type { FieldView, FrameView } from '../protocol.ts';
import type { Reply, Request, RespFrame } from './frames.ts';
import { ReplyParser } from './reply-parser.ts';
import { lineEnd, writeHead, writeReply } from './writing.ts';

const utf8 = new TextDecoder();
const PREVIEW_BYTES = 256;
const TITLE_CHARS = 60;

/** `bytes` is the frame as encoded. */
export function describeFrame(frame: RespFrame, bytes: Uint8Array): FrameView {
  const view = new View();
  if (frame.kind === 'inline') {
    return { title: requestTitle(frame), fields: [field('inline command', preview(bytes), 0, bytes.length)] };
  }
  if (frame.kind === 'request') {
    view.request(frame);
    return { title: requestTitle(frame), fields: view.fields };
  }
  const reply = frame.kind === 'prepared' ? new ReplyParser().parse(bytes, 0, bytes.length) : frame;
  if (reply === undefined) throw new Error('a prepared reply is not whole');
  view.reply(reply, '');
  return { title: replyTitle(reply), fields: view.fields };
}

class View {
  readonly fields: FieldView[] = [];
  readonly #writer = new ByteWriter(0);

  request({ args }: Request): void {
    this.#add('arguments', String(args.length), (writer) => writeHead(writer, 'array', args.length));
    args.forEach((arg, index) => this.#blob(index === 0 ? 'command' : `argument ${index}`, arg));
  }

  /** `path` is where in the whole reply it stands: `2.1` is the first item of the second. */
  reply(reply: Reply, path: string): void {
    const name = path === '' ? reply.kind : `${path} ${reply.kind}`;
    switch (reply.kind) {
      case 'bulk':
        return this.#blob(name, reply.bytes);
      case 'array':
      case 'set':
      case 'push':
        this.#add(name, `${reply.items.length} items`, (writer) => writeHead(writer, reply.kind, reply.items.length));
        return this.#items(reply.items, path);
      case 'map':
      case 'attribute':
        this.#add(name, `${reply.entries.length} pairs`, (writer) =>
          writeHead(writer, reply.kind, reply.entries.length),
        );
        return this.#items(reply.entries.flat(), path);
      default:
        this.#add(name, shown(reply), (writer) => writeReply(reply, writer));
    }
  }

  #items(items: readonly Reply[], path: string): void {
    items.forEach((item, index) => this.reply(item, path === '' ? `${index + 1}` : `${path}.${index + 1}`));
  }

  #blob(name: string, bytes: Uint8Array): void {
    this.#add(`${name} length`, String(bytes.length), (writer) => writeHead(writer, 'bulk', bytes.length));
    this.#add(name, preview(bytes), (writer) => {
      writer.bytes(bytes);
      lineEnd(writer);
    });
  }

  #add(name: string, value: string, write: (writer: ByteWriter) => void): void {
    const start = this.#writer.length;
    write(this.#writer);
    this.fields.push(field(name, value, start, this.#writer.length));
  }
}

function field(name: string, value: string, start: number, end: number): FieldView {
  return { name, value, start, end };
}

function requestTitle({ args }: Request): string {
  if (args.length === 0) return 'empty request';
  return clip(args.map((arg) => preview(arg)).join(' ')) || 'nameless command';
}

function replyTitle(reply: Reply): string {
  const { kind } = reply;
  if (kind === 'push' || kind === 'array') {
    const words = reply.items.map((item) => ('items' in item || 'entries' in item ? '…' : shown(item)));
    return clip(`${kind} ${words.join(' ')}`);
  }
  return 'items' in reply || 'entries' in reply ? kind : clip(`${kind} ${shown(reply)}`);
}

function shown(reply: Reply): string {
  if ('text' in reply) return reply.text;
  if ('bytes' in reply) return preview(reply.bytes);
  if ('value' in reply) return String(reply.value);
  return reply.kind.startsWith('null') ? 'nil' : '…';
}

function preview(bytes: Uint8Array): string {
  const text = utf8.decode(bytes.subarray(0, PREVIEW_BYTES));
  return bytes.length > PREVIEW_BYTES ? `${text}…` : text;
}

function clip(text: string): string {
  const line = text.trim();
  return line.length > TITLE_CHARS ? `${line.slice(0, TITLE_CHARS)}…` : line;
}
