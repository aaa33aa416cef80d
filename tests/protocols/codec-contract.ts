/**
 * What every codec has to keep, run by every protocol: one row of a table gives a test for decoding, encoding, cutting
 * the stream at every byte and describing; noise may bring out nothing but `WireError`.
 */
import { describe, expect, it } from 'vitest';
import { type Codec, WireError } from '../../src/protocols/protocol.ts';
import { type Chance, chance } from '../support/chance.ts';

export interface CodecRow<F> {
  readonly name: string;
  readonly frame: F;
  /** Hexadecimal; `#` begins a comment that ends with the line. */
  readonly bytes: string;
}

export interface CodecContract<F> {
  readonly name: string;
  codec(): Codec<F>;
  readonly rows: readonly CodecRow<F>[];
  /** A frame as plain data, for comparison. */
  plain?(frame: F): unknown;
  /** Bytes that bring a fresh codec to where the rows may come. */
  readonly prelude?: Uint8Array;
}

/** How many random or mutated inputs; the full count is a matter of minutes. */
const NOISE = Number(process.env['CODEC_NOISE'] ?? 100_000);

export function hex(text: string): Uint8Array {
  const digits = text.replace(/#.*/g, '').replace(/\s+/g, '');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function codecContract<F>({ name, codec, rows, plain = (frame) => frame, prelude }: CodecContract<F>): void {
  const fresh = (): Codec<F> => {
    const one = codec();
    if (prelude !== undefined) for (const frame of one.decode(prelude)) void frame;
    return one;
  };

  describe(`${name}: the codec contract`, () => {
    describe.each(rows)('$name', ({ frame, bytes: text }) => {
      const bytes = hex(text);

      it('decodes', () => expect([...fresh().decode(bytes)].map(plain)).toEqual([plain(frame)]));

      it('encodes', () => expect(fresh().encode(frame)).toEqual(bytes));

      it('is put together again wherever it was cut', () => {
        for (let cut = 0; cut <= bytes.length; cut++) {
          const one = fresh();
          const frames = [...one.decode(bytes.slice(0, cut)), ...one.decode(bytes.slice(cut))];
          expect(frames.map(plain), `cut at ${cut}`).toEqual([plain(frame)]);
        }
        const one = fresh();
        const frames = [...bytes].flatMap((byte) => [...one.decode(Uint8Array.of(byte))]);
        expect(frames.map(plain), 'byte by byte').toEqual([plain(frame)]);
      });

      it('is described to the last byte', () => {
        const view = fresh().describe(frame);
        const covered = new Set<number>();
        for (const field of view.fields) {
          expect(field.end).toBeGreaterThan(field.start);
          for (let at = field.start; at < field.end; at++) covered.add(at);
        }
        expect(view.title).not.toBe('');
        expect([...covered].sort((a, b) => a - b)).toEqual(Array.from(bytes, (_, at) => at));
      });
    });

    it('decodes all of them from one stream, cut at random', () => {
      const random = chance(7);
      const stream = rows.map(({ bytes }) => hex(bytes));
      const all = Uint8Array.from(stream.flatMap((bytes) => [...bytes]));
      const one = fresh();
      const frames: unknown[] = [];
      for (let at = 0; at < all.length;) {
        const next = at + 1 + random.below(40);
        for (const frame of one.decode(all.slice(at, next))) frames.push(plain(frame));
        at = next;
      }
      expect(frames).toEqual(rows.map(({ frame }) => plain(frame)));
    });

    it(`lets out nothing but WireError (${NOISE} random or mutated inputs)`, { timeout: 1_200_000 }, () => {
      const random = chance(11);
      const seeds = rows.map(({ bytes }) => hex(bytes));
      for (let round = 0; round < NOISE; round++) {
        const bytes = round % 4 === 0 ? random.bytes(random.below(64)) : mutated(random, seeds);
        const one = round % 8 < 6 ? fresh() : codec();
        try {
          for (const frame of one.decode(bytes)) {
            one.describe(frame);
            one.encode(frame);
          }
        } catch (error) {
          if (!(error instanceof WireError))
            throw new Error(`input ${Buffer.from(bytes).toString('hex')}`, { cause: error });
        }
      }
    });
  });
}

/** A good frame with some of its bytes changed, cut off, doubled or pushed apart. */
function mutated(random: Chance, seeds: readonly Uint8Array[]): Uint8Array {
  const bytes = [...(seeds[random.below(seeds.length)] ?? [])];
  for (let change = 1 + random.below(4); change > 0; change--) {
    const at = random.below(bytes.length + 1);
    const kind = random.below(5);
    if (kind < 2) bytes[Math.min(at, bytes.length - 1)] = random.below(256);
    else if (kind === 2) bytes.splice(at, 1 + random.below(4));
    else if (kind === 3) bytes.splice(at, 0, ...random.bytes(1 + random.below(4)));
    else bytes.push(...(seeds[random.below(seeds.length)] ?? []));
  }
  return Uint8Array.from(bytes);
}
