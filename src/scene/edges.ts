/** Who is joined to whom, and the line between them. */
import type { Box, Edge, Frame, Layout } from './layout.ts';
import { SYMBOL_MIDDLE } from './sizes.ts';
import type { Station } from './moves.ts';
import { listenerOn, station } from './moves.ts';
import type { Picture } from './picture.ts';
import { processOf } from './picture.ts';

/** `connection` leads to the broker and has not been used yet; `link` is TCP between processes. */
export type EdgeKind = 'connection' | 'publish' | 'binding' | 'consume' | 'link';
type Join = Pick<Edge, 'kind' | 'from' | 'to' | 'live'>;
type Boxes = ReadonlyMap<Station, Box>;

export function edgesOf(
  picture: Picture,
  boxes: Boxes,
  broker: Frame | undefined,
  flow: Layout['flow'],
): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const join of joinsOf(picture)) {
    const from = boxes.get(join.from);
    const to = join.to === undefined ? broker : boxes.get(join.to);
    const id = `${join.kind} ${join.from} ${join.to ?? 'broker'}`;
    if (from && to) edges.set(id, { ...join, id, d: line(from, to, flow) });
  }
  return [...edges.values()];
}

/** What is over comes first: where it has begun anew, the living line takes its place. */
function joinsOf(picture: Picture): Join[] {
  const joins: Join[] = [];
  const busy = new Set<string>();
  for (const { connection, exchange, closedBy } of picture.publishers.values()) {
    const process = closedBy ?? processOf(picture, connection);
    if (process === undefined) continue;
    const live = closedBy === undefined;
    if (live) busy.add(connection);
    joins.push({ kind: 'publish', from: station('process', process), to: station('exchange', exchange), live });
  }
  for (const { connection, queue } of picture.consumers.values()) {
    const process = processOf(picture, connection);
    if (process === undefined) continue;
    busy.add(connection);
    joins.push({ kind: 'consume', from: station('queue', queue), to: station('process', process), live: true });
  }
  for (const { id, process } of picture.connections.values()) {
    if (process === undefined || busy.has(id)) continue;
    joins.push({ kind: 'connection', from: station('process', process), to: undefined, live: true });
  }
  for (const { source, destination } of picture.bindings.values()) {
    const to = station(destination.kind, destination.name);
    joins.push({ kind: 'binding', from: station('exchange', source), to, live: true });
  }
  for (const { process, port, open } of picture.links.values()) {
    joins.push({ kind: 'link', from: station('process', process), to: listenerOn(picture, port), live: open });
  }
  return joins.sort((a, b) => Number(a.live) - Number(b.live));
}

const round = (value: number): number => Math.round(value * 10) / 10;
/** Of the symbol, which is what a line leads to; the frame has none. */
const middle = (box: Frame | Box): { x: number; y: number } => ({
  x: box.x + box.width / 2,
  y: box.y + ('station' in box ? SYMBOL_MIDDLE : box.height / 2),
});

/** From the side of one box that faces the other to that one's side; to the broker's frame by the shortest way. */
function line(from: Box, to: Box | Frame, flow: Layout['flow']): string {
  const a = middle(from);
  const b = 'station' in to ? middle(to) : flow === 'right' ? { ...middle(to), y: a.y } : { ...middle(to), x: a.x };
  if (flow === 'right') {
    const forward = b.x >= a.x;
    const x1 = forward ? from.x + from.width : from.x;
    const x2 = forward ? to.x : to.x + to.width;
    return curve(x1, a.y, x2, b.y, 'x');
  }
  const forward = b.y >= a.y;
  const y1 = forward ? from.y + from.height : from.y;
  const y2 = forward ? to.y : to.y + to.height;
  return curve(a.x, y1, b.x, y2, 'y');
}

/** Leaves and arrives along the flow's own axis. */
function curve(x1: number, y1: number, x2: number, y2: number, axis: 'x' | 'y'): string {
  const start = `M${round(x1)} ${round(y1)}`;
  const end = `${round(x2)} ${round(y2)}`;
  if (axis === 'x') {
    const mid = round((x1 + x2) / 2);
    return y1 === y2 ? `${start}L${end}` : `${start}C${mid} ${round(y1)} ${mid} ${round(y2)} ${end}`;
  }
  const mid = round((y1 + y2) / 2);
  return x1 === x2 ? `${start}L${end}` : `${start}C${round(x1)} ${mid} ${round(x2)} ${mid} ${end}`;
}
