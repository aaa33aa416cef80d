import { describe, expect, it } from 'vitest';
import { until, WatchedValue } from '../../src/runtime/watch.ts';

describe('a watched value', () => {
  it('tells the present value at once and each new one once', () => {
    const watch = new WatchedValue('a');
    const seen: string[] = [];
    const stop = watch.subscribe((value) => seen.push(value));
    watch.set('b');
    watch.set('b');
    watch.set('c');
    stop();
    watch.set('d');
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(watch.value).toBe('d');
  });

  it('tells nothing stale where a listener sets it anew', () => {
    const watch = new WatchedValue(0);
    const late: number[] = [];
    watch.subscribe((value) => {
      if (value === 1) watch.set(2);
    });
    watch.subscribe((value) => late.push(value));
    watch.set(1);
    expect(late).toEqual([0, 2]);
  });

  it('does not call a listener that left while another was told', () => {
    const watch = new WatchedValue(0);
    const seen: number[] = [];
    watch.subscribe((value) => {
      if (value === 1) leave();
    });
    const leave = watch.subscribe((value) => seen.push(value));
    watch.set(1);
    expect(seen).toEqual([0]);
  });
});

describe('until', () => {
  it('settles with the present value or with the first that is wanted', async () => {
    const watch = new WatchedValue(1);
    await expect(until(watch, (value) => value === 1)).resolves.toBe(1);
    const later = until(watch, (value) => value > 2);
    watch.set(2);
    watch.set(3);
    watch.set(4);
    await expect(later).resolves.toBe(3);
  });

  it('gives up with the reason of the signal', async () => {
    const giveUp = new AbortController();
    const never = until(new WatchedValue(1), () => false, giveUp.signal);
    giveUp.abort(new Error('stopped'));
    await expect(never).rejects.toThrow('stopped');
    await expect(until(new WatchedValue(1), () => true, giveUp.signal)).rejects.toThrow('stopped');
  });
});
