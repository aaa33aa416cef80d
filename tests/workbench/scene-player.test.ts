/** Playing a trace: late where there is much of it, never wrong, and bounded. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_PICTURE, advance } from '../../src/scene/index.ts';
import type { TraceBody, TraceEvent } from '../../src/trace/events.ts';
import { PACE, nextStep } from '../../src/workbench/scene/pacer.ts';
import { LOG_MAX, ScenePlayer } from '../../src/workbench/scene/scene-player.svelte.ts';
import {
  BROKER,
  acked,
  connected,
  consuming,
  declared,
  delivered,
  enqueued,
  published,
  routed,
  stamped,
} from '../scene/stories.ts';

const opening: readonly TraceBody[] = [
  ...BROKER,
  ...connected('producer', 50001),
  ...connected('consumer', 50002),
  declared('q'),
  consuming('consumer', 'q'),
];
const letter = (message: number): readonly TraceBody[] => [
  published(message, 'producer'),
  routed(message, 'q'),
  enqueued(message, 'q'),
  delivered(message, 'q', 'consumer'),
  acked(message, 'q', 'consumer'),
];
const run = (letters: number): readonly TraceEvent[] =>
  stamped([...opening, ...Array.from({ length: letters }, (_, index) => letter(index + 1)).flat()]);

describe('a step', () => {
  const steps = (events: readonly TraceEvent[]): { kinds: string; events: number }[] => {
    const waiting = [...events];
    const taken: { kinds: string; events: number }[] = [];
    let picture = EMPTY_PICTURE;
    while (waiting.length > 0) {
      const step = nextStep(waiting, picture, PACE, advance);
      taken.push({
        kinds: step.moves.map((move) => `${move.kind} ${move.message}`).join(', '),
        events: step.events.length,
      });
      picture = advance(picture, step.events);
    }
    expect(picture).toEqual(advance(EMPTY_PICTURE, events));
    return taken;
  };

  it('shows one motion at a time while there is little to show', () => {
    const moving = steps(run(1)).map((step) => step.kinds);
    expect(moving).toEqual(['message 1', 'message 1', 'message 1', 'receipt 1']);
  });

  it('shows several at once when they pile up, and gets slower again as it catches up', () => {
    const moves = steps(run(20)).map((step) => step.kinds.split(', ').length);
    expect(moves[0]).toBeGreaterThan(1);
    expect(moves.at(-1)).toBe(1);
    expect(moves.length).toBeLessThan(80);
  });

  it('jumps to the end when there is far too much', () => {
    expect(steps(run(1000))).toEqual([{ kinds: '', events: opening.length + 5000 }]);
  });

  it('never leaves an event waiting for ever', () => {
    for (const letters of [0, 1, 2, 7, 39, 40, 41]) {
      expect(steps(run(letters)).every((step) => step.events > 0)).toBe(true);
    }
  });
});

describe('the player', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const player = (still = false): ScenePlayer =>
    new ScenePlayer('en', {
      still: () => still,
      later: (task, ms) => {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
    });

  it('shows the motions of a short run one after the other and ends where the trace ends', () => {
    const it = player();
    const events = run(1);
    for (const event of events) it.push(event);
    const seen: string[] = [];
    for (let step = 0; step < 12; step++) {
      vi.advanceTimersByTime(step === 0 ? PACE.gatherMs : PACE.stepMs);
      seen.push(it.moves.map((move) => `${move.from} → ${move.to}`).join());
    }
    expect(seen.filter((moves) => moves !== '')).toEqual([
      'process:producer → exchange:',
      'exchange: → queue:q',
      'queue:q → process:consumer',
      'process:consumer → queue:q',
    ]);
    expect(it.moves).toEqual([]);
    expect(it.picture).toEqual(advance(EMPTY_PICTURE, events));
    expect(it.log.map((entry) => entry.seq)).toEqual(events.map((event) => event.seq));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('puts a receiver on its side before the event that makes it one is shown', () => {
    const it = player();
    const [published1, ...rest] = letter(1);
    if (!published1) throw new Error('no letter');
    const before = opening.filter((event) => event.type !== 'consumer-added');
    for (const event of stamped([...before, published1, ...rest.slice(0, 2), consuming('consumer', 'q')]))
      it.push(event);
    vi.advanceTimersByTime(PACE.gatherMs);
    expect(it.moves).toHaveLength(1);
    expect(it.picture.consumers.size).toBe(0);
    expect([...it.picture.receivers]).toEqual(['consumer']);
  });

  it('shows all at once and nothing moving where no motion is wanted', () => {
    const it = player(true);
    for (const event of run(3)) it.push(event);
    vi.advanceTimersByTime(PACE.gatherMs);
    expect(it.moves).toEqual([]);
    expect(it.picture).toEqual(advance(EMPTY_PICTURE, run(3)));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps the last sentences and counts those that are gone', () => {
    const it = player();
    const events = run(1000);
    for (const event of events) it.push(event);
    vi.advanceTimersByTime(PACE.stepMs * 3);
    expect(it.log).toHaveLength(LOG_MAX);
    expect(it.log.at(-1)?.sentence).toBe('consumer acks message 1000: q deletes it.');
    expect(it.dropped).toBe(events.length - LOG_MAX);
    expect(it.picture).toEqual(advance(EMPTY_PICTURE, events));
  });

  it('counts time from the first event and never backwards', () => {
    const it = player(true);
    const [first, second, third] = run(1);
    if (!first || !second || !third) throw new Error('the run is too short');
    for (const event of [
      { ...first, at: 5000 },
      { ...second, at: 5030 },
      { ...third, at: 5010 },
    ])
      it.push(event);
    vi.advanceTimersByTime(PACE.gatherMs);
    expect(it.log.map((entry) => entry.ms)).toEqual([0, 30, 30]);
  });

  it('leaves the frames to the wire', () => {
    const it = player(true);
    it.push({ type: 'frame', seq: 1, at: 0, connection: 'c', direction: 'in', protocol: 'amqp', bytes: 'AA==' });
    vi.advanceTimersByTime(PACE.gatherMs);
    expect(it.log).toEqual([]);
  });

  it('forgets everything at the start of a run, also what still waits', () => {
    const it = player();
    for (const event of run(5)) it.push(event);
    vi.advanceTimersByTime(PACE.stepMs * 2);
    it.reset();
    vi.advanceTimersByTime(PACE.stepMs * 20);
    expect([it.log, it.moves, it.dropped, it.picture]).toEqual([
      [],
      [],
      0,
      { ...EMPTY_PICTURE, receivers: new Set(['consumer']) },
    ]);
  });
});
