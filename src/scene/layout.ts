/**
 * Where everything stands: layered lanes along the way of a message, senders → exchanges → queues → receivers, from left
 * to right where there is room and downwards where there is not. Lengths are CSS pixels. A box keeps its slot in its
 * lane as long as it lives, so nothing changes places when something else comes or goes.
 */
import { BOX_HEIGHT, COMPACT, WIDTHS } from './sizes.ts';
import { edgesOf } from './edges.ts';
import type { EdgeKind } from './edges.ts';
import type { Station, StationKind } from './moves.ts';
import { station } from './moves.ts';
import type { Picture, ProcessPicture } from './picture.ts';

export interface Box {
  readonly station: Station;
  readonly kind: StationKind;
  /** The thing's own name, as in the picture. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lane: Lane;
  readonly slot: number;
}

export interface Edge {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly from: Station;
  /** Undefined: leads to the broker's frame. */
  readonly to: Station | undefined;
  /** False: it was so, and is remembered. */
  readonly live: boolean;
  /** Of an SVG path. */
  readonly d: string;
  /** Of a `link`: the port that it leads to, and where to write it. */
  readonly label?: { readonly port: number; readonly x: number; readonly y: number };
}

export type Frame = Pick<Box, 'x' | 'y' | 'width' | 'height'>;

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly flow: 'right' | 'down';
  readonly boxes: ReadonlyMap<Station, Box>;
  readonly edges: readonly Edge[];
  /** Around what lives inside the broker. */
  readonly broker: Frame | undefined;
}

const LANES = ['senders', 'exchanges', 'queues', 'ports', 'receivers'] as const;
export type Lane = (typeof LANES)[number];
const LANE_KIND: Readonly<Record<Lane, StationKind>> = {
  senders: 'process',
  exchanges: 'exchange',
  queues: 'queue',
  ports: 'port',
  receivers: 'process',
};
/** Boxes side by side on a narrow screen give way down to this; then the drawing scrolls. */
const BOX_WIDTH_MIN = 92;
const MARGIN = 4;
const ROW_GAP = 10;
/** Inside the broker's frame, and above its first box for the frame's own name. */
const FRAME_PAD = 14;
const FRAME_HEAD = 24;
const LANE_GAP_MIN = 20;
const LANE_GAP_MAX = 96;
const LANE_GAP_DOWN = 30;
/** Below this width the boxes are smaller. */
const TIGHT = 640;
/** Below this width the lanes run downwards. */
export const NARROW = 500;

export function layOut(picture: Picture, width: number, previous?: Layout): Layout {
  const flow = width < NARROW ? 'down' : 'right';
  const slots = slotsOf(picture, previous);
  const lanes = LANES.filter((lane) => slots.has(lane) || (picture.broker && isInBroker(lane)));
  const grid = flow === 'right' ? columns(picture, lanes, slots, width) : rows(picture, lanes, slots, width);
  return { ...grid, flow, edges: edgesOf(picture, grid.boxes, grid.broker, flow) };
}

type Slots = Map<Lane, Map<string, number>>;
const isInBroker = (lane: Lane): boolean => lane === 'exchanges' || lane === 'queues';

function namesByLane(picture: Picture): Map<Lane, string[]> {
  const processes = [...picture.processes.values()].filter((process) => takesPart(picture, process));
  const names = processes.map((process) => process.name);
  const listening = new Set([...picture.processes.values()].flatMap((process) => process.listens));
  const ports = new Set([...picture.links.values()].map((link) => link.port).filter((port) => !listening.has(port)));
  return new Map<Lane, string[]>([
    ['senders', names.filter((name) => !picture.receivers.has(name))],
    ['exchanges', [...picture.exchanges.keys()].filter((name) => isInUse(picture, name))],
    ['queues', [...picture.queues.keys()]],
    ['ports', [...ports].map(String)],
    ['receivers', names.filter((name) => picture.receivers.has(name))],
  ]);
}

/** Beside a broker, a process is drawn once it has to do with it; one that ended without is drawn for having ended. */
const takesPart = (picture: Picture, { name, exit }: ProcessPicture): boolean =>
  picture.broker === undefined ||
  exit !== undefined ||
  [...picture.connections.values()].some((connection) => connection.process === name) ||
  [...picture.links.values()].some((link) => link.process === name) ||
  [...picture.publishers.values()].some((publisher) => publisher.closedBy === name);

/** Exchanges that a broker declares by itself are shown once something goes through them. */
const isInUse = (picture: Picture, name: string): boolean =>
  (name !== '' && !name.startsWith('amq.')) ||
  [...picture.bindings.values()].some((binding) => binding.source === name) ||
  [...picture.publishers.values()].some((publisher) => publisher.exchange === name) ||
  [...picture.sorting.values()].includes(name);

/**
 * Whoever had a slot keeps it; newcomers take the first free one. Only where somebody moved on to another lane, those
 * behind close up: it left for good.
 */
function slotsOf(picture: Picture, previous: Layout | undefined): Slots {
  const slots: Slots = new Map();
  const lanes = namesByLane(picture);
  for (const [lane, names] of lanes) {
    const kept = keptSlots(lane, names, lanes, previous);
    const taken = new Set(kept.values());
    for (const name of names) {
      if (kept.has(name)) continue;
      let free = 0;
      while (taken.has(free)) free++;
      taken.add(free);
      kept.set(name, free);
    }
    if (kept.size > 0) slots.set(lane, kept);
  }
  return slots;
}

function keptSlots(
  lane: Lane,
  names: readonly string[],
  lanes: Map<Lane, string[]>,
  previous: Layout | undefined,
): Map<string, number> {
  const before = [...(previous?.boxes.values() ?? [])].filter((box) => box.lane === lane);
  const elsewhere = [...lanes].flatMap(([other, there]) => (LANE_KIND[other] === LANE_KIND[lane] ? there : []));
  const left = before.filter((box) => !names.includes(box.name) && elsewhere.includes(box.name));
  const kept = before.filter((box) => names.includes(box.name));
  return new Map(kept.map((box) => [box.name, box.slot - left.filter((gone) => gone.slot < box.slot).length]));
}

const slotCount = (names: Map<string, number> | undefined): number => 1 + Math.max(-1, ...(names?.values() ?? []));

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<Station, Box>;
  readonly broker: Frame | undefined;
}

function columns(picture: Picture, lanes: readonly Lane[], slots: Slots, width: number): Grid {
  const framed = picture.broker !== undefined;
  const widths = width < TIGHT ? COMPACT : WIDTHS;
  const widthOf = (lane: Lane): number => widths[LANE_KIND[lane]];
  const boxesWidth = lanes.reduce((sum, lane) => sum + widthOf(lane), 0) + (framed ? 2 * FRAME_PAD : 0);
  const room = width - 2 * MARGIN - boxesWidth;
  // without both ends the drawing still spreads as if they were there: nothing jumps when they come
  const gaps = framed ? 3 : Math.max(1, lanes.length - 1);
  const ends = framed ? 4 - lanes.length : 0;
  const spare = Math.floor((room - ends * widths.process) / gaps);
  const gap = Math.min(LANE_GAP_MAX, Math.max(LANE_GAP_MIN, spare));
  const left = MARGIN + Math.max(0, Math.floor(((spare - gap) * gaps) / 2));
  const heightOf = (lane: Lane): number => {
    const count = slotCount(slots.get(lane));
    return count * BOX_HEIGHT + Math.max(0, count - 1) * ROW_GAP;
  };
  const inner = Math.max(BOX_HEIGHT, ...lanes.map(heightOf));
  const top = MARGIN + (framed ? FRAME_HEAD : 0);
  const boxes = new Map<Station, Box>();
  let x = left + (framed && !lanes.includes('senders') ? widths.process + gap : 0);
  let frame: Frame | undefined;
  for (const lane of lanes) {
    const size = { width: widthOf(lane), height: BOX_HEIGHT };
    if (lane === 'exchanges') {
      const across = widths.exchange + gap + widths.queue + 2 * FRAME_PAD;
      frame = { x, y: MARGIN, width: across, height: FRAME_HEAD + inner + FRAME_PAD };
      x += FRAME_PAD;
    }
    const y = top + (inner - heightOf(lane)) / 2;
    for (const [name, slot] of slots.get(lane) ?? []) {
      const kind = LANE_KIND[lane];
      const at = { x, y: y + slot * (size.height + ROW_GAP), ...size };
      boxes.set(station(kind, name), { station: station(kind, name), kind, name, lane, slot, ...at });
    }
    x += size.width + gap + (lane === 'queues' ? FRAME_PAD : 0);
  }
  const height = top + inner + (framed ? FRAME_PAD : 0) + MARGIN;
  return { width: Math.max(width, x - gap + MARGIN), height, boxes, broker: frame };
}

function rows(picture: Picture, lanes: readonly Lane[], slots: Slots, width: number): Grid {
  const framed = picture.broker !== undefined;
  const boxes = new Map<Station, Box>();
  let widest = width;
  let y = MARGIN;
  let frame: Frame | undefined;
  for (const lane of lanes) {
    const kind = LANE_KIND[lane];
    const side = MARGIN + (isInBroker(lane) ? FRAME_PAD : 0);
    const count = slotCount(slots.get(lane));
    const share = Math.floor((width - 2 * side - (count - 1) * ROW_GAP) / Math.max(1, count));
    const boxWidth = Math.min(WIDTHS[kind], Math.max(BOX_WIDTH_MIN, share));
    const size = { width: boxWidth, height: BOX_HEIGHT };
    const across = count * size.width + Math.max(0, count - 1) * ROW_GAP;
    widest = Math.max(widest, across + 2 * side);
    if (lane === 'exchanges' && framed) {
      const inside = 2 * BOX_HEIGHT + LANE_GAP_DOWN;
      frame = { x: MARGIN, y, width: width - 2 * MARGIN, height: FRAME_HEAD + inside + FRAME_PAD };
      y += FRAME_HEAD;
    }
    for (const [name, slot] of slots.get(lane) ?? []) {
      const x = Math.max(side, (width - across) / 2) + slot * (size.width + ROW_GAP);
      boxes.set(station(kind, name), { station: station(kind, name), kind, name, lane, slot, x, y, ...size });
    }
    y += size.height + (lane === 'queues' ? FRAME_PAD : 0) + LANE_GAP_DOWN;
  }
  const broker = frame && { ...frame, width: widest - 2 * MARGIN };
  return { width: widest, height: Math.max(MARGIN, y - LANE_GAP_DOWN) + MARGIN, boxes, broker };
}
