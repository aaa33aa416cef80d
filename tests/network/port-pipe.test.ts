/** A connection over a MessagePort behaves as one over TCP: order, backpressure, half-closed ends, resets. */
import { describe, expect, it } from 'vitest';
import type { PipeListener } from '../../src/network/pipe.ts';
import { portPipe, type PortPipe } from '../../src/network/port-pipe.ts';

const WINDOW = 1000;

/** Notes what arrives; `settled` waits until the messages that are on their way have come. */
class Notes implements PipeListener {
  readonly seen: string[] = [];
  data(chunk: Uint8Array): void {
    this.seen.push(`data ${chunk.byteLength}`);
  }
  closed(how: 'end' | 'lost'): void {
    this.seen.push(how);
  }
  drained(): void {
    this.seen.push('drained');
  }
}

function pair(): { left: PortPipe; right: PortPipe; atLeft: Notes; atRight: Notes } {
  const { port1, port2 } = new MessageChannel();
  const make = (port: MessagePort, number: number) =>
    portPipe({ port, peer: { address: '127.0.0.1', port: number }, windowBytes: WINDOW });
  const left = make(port1, 2);
  const right = make(port2, 1);
  const atLeft = new Notes();
  const atRight = new Notes();
  left.listen(atLeft);
  right.listen(atRight);
  return { left, right, atLeft, atRight };
}

const eventually = (notes: Notes, seen: readonly string[]) => expect.poll(() => notes.seen).toEqual(seen);

describe('a pipe over a message port', () => {
  it('carries bytes in order, without taking those beside them', async () => {
    const { left, right, atRight } = pair();
    const whole = Uint8Array.from({ length: 10 }, (_, i) => i);
    left.write(whole.subarray(2, 5));
    left.write(new Uint8Array(7));
    left.end();
    await eventually(atRight, ['data 3', 'data 7', 'end']);
    expect(whole).toHaveLength(10);
    right.end();
    left.release();
    right.release();
  });

  it('makes a writer wait while the reader has not taken a window full, and then tells it', async () => {
    const { left, right, atLeft, atRight } = pair();
    right.pause();
    expect(left.write(new Uint8Array(WINDOW))).toBe(true);
    expect(left.write(new Uint8Array(1))).toBe(false);
    expect(left.write(new Uint8Array(1))).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(atRight.seen).toEqual([]);
    expect(atLeft.seen).toEqual([]);
    right.resume();
    await eventually(atRight, [`data ${WINDOW}`, 'data 1', 'data 1']);
    await eventually(atLeft, ['drained']);
    left.destroy();
    right.destroy();
  });

  it('ends one direction and leaves the other open', async () => {
    const { left, right, atLeft, atRight } = pair();
    left.end();
    await eventually(atRight, ['end']);
    right.write(new Uint8Array(4));
    right.end();
    await eventually(atLeft, ['data 4', 'end']);
    left.release();
    right.release();
  });

  it('loses what was not sent when it is destroyed, and tells the other end', async () => {
    const { left, atLeft, atRight } = pair();
    left.write(new Uint8Array(1));
    left.destroy();
    left.write(new Uint8Array(1));
    await eventually(atRight, ['data 1', 'lost']);
    expect(atLeft.seen).toEqual([]);
  });

  it('resets whoever writes to an end that was released', async () => {
    const { left, right, atRight } = pair();
    left.release();
    await eventually(atRight, ['end']);
    right.write(new Uint8Array(1));
    await eventually(atRight, ['end', 'lost']);
  });

  it('resets the writer of what was never read', async () => {
    const { left, right, atLeft } = pair();
    right.pause();
    left.write(new Uint8Array(1));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    right.release();
    await eventually(atLeft, ['lost']);
  });

  it('ends when the thread of the other end is gone, and is reset at the next write', async () => {
    const { left, right, atLeft } = pair();
    left.peerGone();
    left.peerGone();
    expect(atLeft.seen).toEqual(['end']);
    left.write(new Uint8Array(1));
    await eventually(atLeft, ['end', 'lost']);
    right.destroy();
  });
});
