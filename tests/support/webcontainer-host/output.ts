/** In which pieces and in which order a process' output and exit code reach the page. */
import type { HostBehaviour } from './behaviour.ts';
import type { ChildListener } from './child.ts';
import type { News } from './messages.ts';

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** Cuts in front of every second byte of a character; plain ASCII stays whole. */
export function cutInsideCharacters(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let at = 1; at < bytes.length; at++) {
    if (!isContinuation(bytes[at]) || isContinuation(bytes[at - 1])) continue;
    pieces.push(bytes.slice(start, at));
    start = at;
  }
  pieces.push(bytes.slice(start));
  return pieces;
}

export function deliverTo(send: (news: News) => void, process: number, behaviour: HostBehaviour): ChildListener {
  const lateMs = behaviour.exitBeforeOutputMs;
  const deliver = (news: News): void => {
    if (lateMs === undefined) send(news);
    else setTimeout(send, lateMs, news);
  };
  return {
    output(bytes) {
      const pieces = behaviour.cutsCharacters === true ? cutInsideCharacters(bytes) : [bytes];
      for (const piece of pieces) deliver({ news: 'output', process, bytes: piece });
    },
    exit(code) {
      deliver({ news: 'output-end', process });
      send({ news: 'exit', process, code });
    },
  };
}
