import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/trace/events.ts';
import { eventLine, parseEventLine } from '../../src/trace/json-lines.ts';
import { Recorder } from '../../src/trace/recorder.ts';

describe('the recorder', () => {
  it('numbers and dates what it is given, and tells it to whoever listens', () => {
    let now = 5;
    const recorder = new Recorder({ now: () => now++ });
    const heard: TraceEvent[] = [];
    const stop = recorder.listen((event) => heard.push(event));
    recorder.emit({ type: 'exchange-deleted', exchange: 'a' });
    recorder.emit({ type: 'exchange-deleted', exchange: 'b' });
    stop();
    recorder.emit({ type: 'exchange-deleted', exchange: 'c' });
    expect(heard).toEqual([
      { seq: 1, at: 5, type: 'exchange-deleted', exchange: 'a' },
      { seq: 2, at: 6, type: 'exchange-deleted', exchange: 'b' },
    ]);
    expect(recorder.events().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it.each([0, 1, 3])('keeps the newest %i', (capacity) => {
    const recorder = new Recorder({ capacity });
    for (let index = 0; index < 7; index++) recorder.emit({ type: 'unroutable', message: index });
    expect(recorder.events().map(({ seq }) => seq)).toEqual([5, 6, 7].slice(3 - capacity));
  });
});

describe('lines', () => {
  const event: TraceEvent = { seq: 3, at: 1.5, type: 'dropped', message: 7, queue: 'đơn_hàng', reason: 'maxlen' };

  it('begin with the number and come back as they were', () => {
    expect(eventLine(event)).toBe(
      '{"seq":3,"at":1.5,"type":"dropped","message":7,"queue":"đơn_hàng","reason":"maxlen"}',
    );
    expect(parseEventLine(eventLine(event))).toEqual(event);
  });

  it.each(['AMQP 0-9-1: 127.0.0.1:5672', '{"seq":', '{"seq":"1"}', '{"at":1,"seq":1}', ''])(
    '%j is not an event',
    (line) => {
      expect(parseEventLine(line)).toBeUndefined();
    },
  );
});
