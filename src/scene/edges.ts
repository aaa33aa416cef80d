/** Who is joined to whom, and the line between them. */
import type { Box, Edge, Frame, Layout } from './layout.ts';
import { SYMBOL_MIDDLE } from './sizes.ts';
import type { Station } from './moves.ts';
import { listenerOn, station } from './moves.ts';
import type { Picture } from './picture.ts';
import { processOf } from './picture.ts';

/** `connection` leads to the broker and has not been used yet; `link` is TCP between processes. */
export type EdgeKind = 'connection' | 'publish' | 'binding' | 'consume' | 'link';
type Join = Pick<Edge, 'kind' | 'from' | 'to' | 'live'> & { readonly port?: number };
type Boxes = ReadonlyMap<Station, Box>;

export function edgesOf(
  picture: Picture,
  boxes: Boxes,
  broker: Frame | undefined,
  flow: Layout['flow'],
): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const { port, ...join } of joinsOf(picture)) {
    const from = boxes.get(join.from);
    const to = join.to === undefined ? broker : boxes.get(join.to);
    if (!from || !to) continue;
    const id = `${join.kind} ${join.from} ${join.to ?? 'broker'}`;
    const { d, x, y } = line(from, to, flow);
    edges.set(id, { ...join, id, d, ...(port !== undefined && { label: { port, x, y } }) });
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
  for (const { connection, channel } of picture.subscriptions.values()) {
    const process = processOf(picture, connection);
    if (process === undefined) continue;
    busy.add(connection);
    joins.push({ kind: 'consume', from: station('exchange', channel), to: station('process', process), live: true });
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
    const to = listenerOn(picture, port);
    const label = to === station('port', port) ? {} : { port };
    joins.push({ kind: 'link', from: station('process', process), to, live: open, ...label });
  }
  return joins.sort((a, b) => Number(a.live) - Number(b.live));
}

const round = (value: number): number => Math.round(value * 10) / 10;
/** Of the symbol, which is what a line leads to; the frame has none. */
const middle = (box: Frame | Box): { x: number; y: number } => ({
  x: box.x + box.width / 2,
  y: box.y + ('station' in box ? SYMBOL_MIDDLE : box.height / 2),
});

interface Line {
  readonly d: string;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
}

/** From the side of one box that faces the other to that one's side; to the broker's frame by the shortest way. */
function line(from: Box, to: Box | Frame, flow: Layout['flow']): Line {
  const a = middle(from);
  const b = 'station' in to ? middle(to) : flow === 'right' ? { ...middle(to), y: a.y } : { ...middle(to), x: a.x };
  if (flow === 'right') {
    const forward = b.x >= a.x;
    const x1 = forward ? from.x + from.width : from.x;
    const x2 = forward ? to.x : to.x + to.width;
    return curve({ x1, y1: a.y, x2, y2: b.y }, flow);
  }
  const forward = b.y >= a.y;
  const y1 = forward ? from.y + from.height : from.y;
  const y2 = forward ? to.y : to.y + to.height;
  return curve({ x1: a.x, y1, x2: b.x, y2 }, flow);
}

interface Ends {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Leaves and arrives along the flow's own axis. */
function curve({ x1, y1, x2, y2 }: Ends, flow: Layout['flow']): Line {
  const x = round((x1 + x2) / 2);
  const y = round((y1 + y2) / 2);
  const start = `M${round(x1)} ${round(y1)}`;
  const end = `${round(x2)} ${round(y2)}`;
  if (x1 === x2 || y1 === y2) return { d: `${start}L${end}`, x, y };
  const bends = flow === 'right' ? `${x} ${round(y1)} ${x} ${round(y2)}` : `${round(x1)} ${y} ${round(x2)} ${y}`;
  return { d: `${start}C${bends} ${end}`, x, y };
}
