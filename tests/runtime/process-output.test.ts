import { describe, expect, it } from 'vitest';
import { KEPT_CHARS_MAX, ProcessOutput } from '../../src/runtime/process-output.ts';
import type { OutputChunk } from '../../src/runtime/runtime.ts';

const textOf = (output: ProcessOutput): string => {
  let text = '';
  output.subscribe((chunk) => (text += chunk.text))();
  return text;
};

describe('output of a process', () => {
  const line = 'Đơn hàng #A001: Mua 1 điện thoại 📮\n';

  it('is whole characters wherever the bytes are cut', () => {
    const bytes = new TextEncoder().encode(line);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const output = new ProcessOutput();
      const seen: string[] = [];
      output.subscribe((chunk) => seen.push(chunk.text));
      output.push('stdout', bytes.subarray(0, cut));
      output.push('stdout', bytes.subarray(cut));
      output.end();
      expect(seen.join('')).toBe(line);
      expect(seen.join('')).not.toContain('\uFFFD');
    }
  });

  it('keeps the streams apart: a character cut on one is not finished by the other', () => {
    const output = new ProcessOutput();
    const [first, ...rest] = new TextEncoder().encode('đ');
    output.push('stdout', Uint8Array.of(first ?? 0));
    output.push('stderr', new TextEncoder().encode('lỗi'));
    output.push('stdout', Uint8Array.from(rest));
    const seen: OutputChunk[] = [];
    output.subscribe((chunk) => seen.push(chunk));
    expect(seen).toEqual([
      { stream: 'stderr', text: 'lỗi' },
      { stream: 'stdout', text: 'đ' },
    ]);
  });

  it('shows what is left of a cut character at the end', () => {
    const output = new ProcessOutput();
    output.push('stdout', Uint8Array.of(0xc4));
    expect(textOf(output)).toBe('');
    output.end();
    expect(textOf(output)).toBe('\uFFFD');
  });

  it('is replayed in order to a late listener, who then gets what follows once', () => {
    const output = new ProcessOutput();
    output.push('stdout', 'một ');
    output.push('stdout', 'hai ');
    output.push('stderr', 'ba ');
    const seen: OutputChunk[] = [];
    const stop = output.subscribe((chunk) => seen.push(chunk));
    output.push('stdout', 'bốn');
    stop();
    output.push('stdout', 'năm');
    expect(seen).toEqual([
      { stream: 'stdout', text: 'một hai ' },
      { stream: 'stderr', text: 'ba ' },
      { stream: 'stdout', text: 'bốn' },
    ]);
  });

  it('keeps the newest of a flood, cut between characters', () => {
    const output = new ProcessOutput();
    const part = '📮'.repeat(1000);
    for (let i = 0; i < 600; i++) output.push('stdout', part);
    output.push('stderr', 'x'.repeat(3));
    output.push('stdout', 'the end');
    const text = textOf(output);
    expect(text.length).toBeLessThanOrEqual(KEPT_CHARS_MAX);
    expect(text.length).toBeGreaterThan(KEPT_CHARS_MAX - 4);
    expect(text.endsWith('xxxthe end')).toBe(true);
    expect(text).not.toMatch(/\p{Surrogate}/u); // no half of a pair
  });

  it('keeps the newest of one chunk that is too long by itself', () => {
    const output = new ProcessOutput();
    output.push('stdout', `${'a'.repeat(KEPT_CHARS_MAX)}bc`);
    expect(textOf(output)).toBe(`${'a'.repeat(KEPT_CHARS_MAX - 2)}bc`);
  });
});
