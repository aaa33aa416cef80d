/** What a reply becomes for a client of one version: RESP2 has neither maps nor pushes, RESP3 one null instead of two. */
import { encodeText } from '../bytes.ts';
import type { Reply } from './frames.ts';
import { doubleText } from './writing.ts';

export type Version = 2 | 3;

export function forVersion(reply: Reply, version: Version): Reply {
  return version === 3 ? toResp3(reply) : toResp2(reply);
}

function toResp3(reply: Reply): Reply {
  switch (reply.kind) {
    case 'null-bulk':
    case 'null-array':
      return { kind: 'null' };
    case 'array':
    case 'set':
    case 'push':
      return { kind: reply.kind, items: reply.items.map(toResp3) };
    case 'map':
    case 'attribute':
      return { kind: reply.kind, entries: reply.entries.map(([key, value]) => [toResp3(key), toResp3(value)]) };
    default:
      return reply;
  }
}

function toResp2(reply: Reply): Reply {
  switch (reply.kind) {
    case 'array':
    case 'set':
    case 'push':
      return { kind: 'array', items: reply.items.map(toResp2) };
    case 'map':
    case 'attribute':
      return { kind: 'array', items: reply.entries.flat().map(toResp2) };
    case 'null':
      return { kind: 'null-bulk' };
    case 'boolean':
      return { kind: 'integer', value: Number(reply.value) };
    case 'double':
      return { kind: 'bulk', bytes: encodeText(doubleText(reply.value)) };
    case 'big-number':
      return { kind: 'bulk', bytes: encodeText(String(reply.value)) };
    case 'blob-error':
      return { kind: 'error', text: reply.text };
    case 'verbatim':
      return { kind: 'bulk', bytes: reply.bytes };
    default:
      return reply;
  }
}
