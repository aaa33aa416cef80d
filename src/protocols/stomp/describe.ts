/** A frame as a reader sees it: each line and the body by name, with the offsets of its bytes. */
import type { FieldView, FrameView } from '../protocol.ts';
import { header, type StompFrame } from './frames.ts';
import { LF, lineEnd, readHeader } from './head.ts';

const BODY_PREVIEW_BYTES = 256;
const decoder = new TextDecoder();

/** `bytes` is the frame as it stood on the wire, or as encoded. */
export function describeFrame(frame: StompFrame, bytes: Uint8Array): FrameView {
  if (frame.kind === 'heart-beat') {
    return { title: 'heart-beat', fields: [{ name: 'line end', value: '', start: 0, end: bytes.length }] };
  }
  const fields: FieldView[] = [];
  let at = 0;
  const add = (name: string, value: string, end: number): void => {
    if (end > at) fields.push({ name, value, start: at, end });
    at = end;
  };
  for (let lineFeed = bytes.indexOf(LF); ; lineFeed = bytes.indexOf(LF, at)) {
    const end = lineEnd(bytes, at, lineFeed);
    if (at === 0) add('command', frame.command, lineFeed + 1);
    else if (end === at) {
      add('end of headers', '', lineFeed + 1);
      break;
    } else add(...readHeader(bytes, at, end), lineFeed + 1);
  }
  const { body } = frame;
  const shown = decoder.decode(body.subarray(0, BODY_PREVIEW_BYTES));
  add('body', body.length > BODY_PREVIEW_BYTES ? `${shown}…` : shown, at + body.length);
  add('end', 'NUL', at + 1);
  add('line end', '', bytes.length);
  return { title: titleOf(frame.command, header(frame, 'destination')), fields };
}

function titleOf(command: string, destination: string | undefined): string {
  if (command === '') return 'a frame without a command';
  return destination === undefined ? command : `${command} ${destination}`;
}
