/** Where things stand: nothing overlaps, nothing runs out of the drawing, nothing jumps without need. */
import { describe, expect, it } from 'vitest';
import { EMPTY_PICTURE, advance, layOut, pictureBefore, station } from '../../src/scene/index.ts';
import type { Layout, Picture } from '../../src/scene/index.ts';
import type { TraceBody } from '../../src/trace/events.ts';
import { BROKER, after, connected, consuming, declared, published, routed, stamped, started } from './stories.ts';

const crowd: TraceBody[] = [
  ...BROKER,
  ...connected('producer', 50001),
  ...connected('worker-1', 50002),
  ...connected('worker-2', 50003),
  declared('q'),
  declared('r'),
  { type: 'exchange-declared', exchange: 'hub', kind: 'topic', durable: true, autoDelete: false },
  { type: 'bound', source: 'hub', destination: { kind: 'queue', name: 'q' }, key: '#', arguments: {} },
  { type: 'bound', source: 'hub', destination: { kind: 'queue', name: 'r' }, key: '#', arguments: {} },
  consuming('worker-1', 'q'),
  consuming('worker-2', 'q'),
  published(1, 'producer', 'hub'),
  routed(1, 'q', 'r'),
];

const rpc: TraceBody[] = [
  started('server'),
  { type: 'process-listening', process: 'server', port: 3000 },
  started('client'),
  { type: 'process-connected', process: 'client', localPort: 50001, remotePort: 3000 },
];

function overlaps(layout: Layout): string[] {
  const boxes = [...layout.boxes.values()];
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.station} × ${b.station}`),
  );
}

function outside(layout: Layout): string[] {
  return [...layout.boxes.values()]
    .filter((box) => box.x < 0 || box.y < 0 || box.x + box.width > layout.width || box.y + box.height > layout.height)
    .map((box) => box.station);
}

const at = (layout: Layout, name: string): { x: number; y: number } => {
  const box = layout.boxes.get(name);
  if (!box) throw new Error(`no box ${name}; there are ${[...layout.boxes.keys()].join(', ')}`);
  return { x: box.x, y: box.y };
};

describe.each([340, 499, 500, 639, 640, 720, 1200])('at %d px', (width) => {
  it.each<[string, TraceBody[]]>([
    ['nothing', []],
    ['a broker alone', [...BROKER]],
    ['a crowd', crowd],
    ['processes without a broker', rpc],
  ])('%s fits', (_, story) => {
    const layout = layOut(after(...story), width);
    expect(overlaps(layout)).toEqual([]);
    expect(outside(layout)).toEqual([]);
    expect(layout.width).toBe(width);
  });
});

it('runs from left to right where there is room and downwards where there is not', () => {
  const order = [
    station('process', 'producer'),
    station('exchange', 'hub'),
    station('queue', 'q'),
    station('process', 'worker-1'),
  ];
  const wide = layOut(after(...crowd), 680);
  const xs = order.map((name) => at(wide, name).x);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
  const narrow = layOut(after(...crowd), 340);
  const ys = order.map((name) => at(narrow, name).y);
  expect(ys).toEqual([...ys].sort((a, b) => a - b));
});

it('keeps the broker around its exchanges and queues', () => {
  const layout = layOut(after(...crowd), 680);
  const frame = layout.broker;
  if (!frame) throw new Error('no frame');
  const inside = [...layout.boxes.values()].filter(
    (box) =>
      box.x >= frame.x &&
      box.y >= frame.y &&
      box.x + box.width <= frame.x + frame.width &&
      box.y + box.height <= frame.y + frame.height,
  );
  expect(inside.map((box) => box.kind).sort()).toEqual(['exchange', 'queue', 'queue']);
});

it('leaves a box in its slot when another one goes, and gives the free slot to the next', () => {
  const pictures: Picture[] = [after(...crowd)];
  const step = (...bodies: TraceBody[]): Picture => {
    const next = advance(pictures.at(-1) ?? EMPTY_PICTURE, stamped(bodies));
    pictures.push(next);
    return next;
  };
  const first = layOut(after(...crowd), 680);
  const r = at(first, station('queue', 'r'));
  const second = layOut(step({ type: 'queue-deleted', queue: 'q', reason: 'deleted' }), 680, first);
  expect(at(second, station('queue', 'r'))).toEqual(r);
  const third = layOut(step(declared('s')), 680, second);
  expect(at(third, station('queue', 's'))).toEqual(at(first, station('queue', 'q')));
});

it('closes up where a process turns out to be a receiver and changes sides', () => {
  const start = [...BROKER, ...connected('consumer', 50001), ...connected('producer', 50002), declared('q')];
  const first = layOut(after(...start), 680);
  const second = layOut(after(...start, consuming('consumer', 'q')), 680, first);
  expect(at(second, station('process', 'producer')).y).toBe(at(second, station('process', 'consumer')).y);
});

it('draws a process beside a broker when it has to do with it, and always when it has ended', () => {
  const boxes = (...story: TraceBody[]): string[] => [...layOut(after(...BROKER, ...story), 680).boxes.keys()];
  expect(boxes(started('late'))).toEqual([]);
  expect(boxes(...connected('late', 50001))).toEqual(['process:late']);
  expect(boxes(started('late'), { type: 'process-exited', process: 'late', code: 1 })).toEqual(['process:late']);
});

it('puts a receiver of the last run on its side from the start', () => {
  const last = after(...crowd);
  const next = advance(pictureBefore(last), stamped([...BROKER, ...connected('worker-1', 50007)]));
  expect([...next.processes.keys()]).toEqual(['worker-1']);
  expect(layOut(next, 680).boxes.get('process:worker-1')?.lane).toBe('receivers');
});

it('draws each joint once, as what it is', () => {
  const edges = layOut(after(...crowd), 680).edges;
  expect(edges.every((edge) => edge.live)).toBe(true);
  expect(edges.map((edge) => edge.id)).toEqual([
    'publish process:producer exchange:hub',
    'consume queue:q process:worker-1',
    'consume queue:q process:worker-2',
    'binding exchange:hub queue:q',
    'binding exchange:hub queue:r',
  ]);
  expect(layOut(after(...BROKER, ...connected('idle', 50001)), 680).edges.map((edge) => edge.id)).toEqual([
    'connection process:idle broker',
  ]);
});

it('remembers who published, also when it has gone; publishing again makes it so anew', () => {
  const closed: TraceBody[] = [...crowd, { type: 'connection-closed', connection: 'c-producer' }];
  const publishing = (...story: TraceBody[]): boolean[] =>
    layOut(after(...story), 680)
      .edges.filter((edge) => edge.kind === 'publish')
      .map((edge) => edge.live);
  expect(publishing(...closed)).toEqual([false]);
  expect(publishing(...closed, ...connected('producer', 50009), published(2, 'producer', 'hub'))).toEqual([true]);
});

it('draws a call past any broker from process to process, or to the port while nobody has said to listen', () => {
  expect(layOut(after(...rpc), 680).edges.map((edge) => edge.id)).toEqual(['link process:client process:server']);
  const silent = rpc.filter((body) => body.type !== 'process-listening');
  expect(layOut(after(...silent), 680).edges.map((edge) => edge.id)).toEqual(['link process:client port:3000']);
});
