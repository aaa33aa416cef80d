/** What a process prints, as a terminal pane shows it. */
import { describe, expect, it } from 'vitest';
import { placesIn, problemIn } from '../../src/workbench/terminal/places.ts';
import { LINES_MAX, LINE_CHARS_MAX, Screen } from '../../src/workbench/terminal/screen.ts';

const FILES = ['producer.ts', 'lib/goi.ts', 'goi.ts'];
const screen = (): Screen => new Screen(() => FILES);
const shown = (it: Screen): string[] => it.lines.map((line) => line.pieces.map((piece) => piece.text).join(''));

describe('lines', () => {
  it('come out the same however the text is cut', () => {
    const text = 'Đã gửi: \x1b[32mĐơn hàng\x1b[39m #A001\nhai\r\n\nba';
    const whole = screen();
    whole.write({ stream: 'stdout', text });
    expect(shown(whole)).toEqual(['Đã gửi: Đơn hàng #A001', 'hai', '', 'ba']);
    for (let cut = 0; cut <= text.length; cut++) {
      const pieces = screen();
      pieces.write({ stream: 'stdout', text: text.slice(0, cut) });
      pieces.write({ stream: 'stdout', text: text.slice(cut) });
      expect(pieces.lines).toEqual(whole.lines);
    }
  });

  it('keep streams apart and say which is which', () => {
    const it = screen();
    it.write({ stream: 'stdout', text: 'một' });
    it.write({ stream: 'stderr', text: 'lỗi\n' });
    it.note('đã thoát');
    expect(it.lines.map((line) => line.stream)).toEqual(['stdout', 'stderr', 'note']);
  });

  it('are written over after a carriage return', () => {
    const it = screen();
    it.write({ stream: 'stdout', text: '10 %\r20 %\r' });
    expect(shown(it)).toEqual(['20 %']);
    it.write({ stream: 'stdout', text: '\nxong' });
    expect(shown(it)).toEqual(['20 %', 'xong']);
  });

  it('are bounded in number and in length, and tell how many are gone', () => {
    const it = screen();
    const total = LINES_MAX * 3;
    for (let index = 1; index <= total; index++) it.write({ stream: 'stdout', text: `dòng ${index}\n` });
    expect(it.lines.length).toBeLessThanOrEqual(LINES_MAX * 1.5);
    expect(shown(it).at(-1)).toBe(`dòng ${total}`);
    expect(it.dropped + it.lines.length).toBe(total);
    const long = screen();
    for (let index = 0; index < 3; index++) long.write({ stream: 'stdout', text: 'x'.repeat(LINE_CHARS_MAX) });
    expect(shown(long)[0]).toHaveLength(LINE_CHARS_MAX + 1);
    expect(shown(long)[0]).toMatch(/…$/);
  });

  it('keep their names while they grow', () => {
    const it = screen();
    it.write({ stream: 'stdout', text: 'a\nb' });
    const ids = it.lines.map((line) => line.id);
    it.write({ stream: 'stdout', text: 'c\n' });
    expect(it.lines.map((line) => line.id)).toEqual(ids);
    expect(it.text).toBe('a\nbc');
  });
});

describe('colours', () => {
  const styles = (text: string): [string, string][] => {
    const it = screen();
    it.write({ stream: 'stdout', text });
    return it.lines.flatMap((line) => line.pieces.map((piece): [string, string] => [piece.text, piece.style]));
  };

  it.each<[string, string, [string, string][]]>([
    [
      'begin and end',
      '\x1b[31mđỏ\x1b[0m thường',
      [
        ['đỏ', 'red'],
        [' thường', ''],
      ],
    ],
    [
      'add up',
      '\x1b[1m\x1b[33mvàng\x1b[22m nhạt',
      [
        ['vàng', 'yellow bold'],
        [' nhạt', 'yellow'],
      ],
    ],
    [
      'go on over lines',
      '\x1b[36ma\nb',
      [
        ['a', 'cyan'],
        ['b', 'cyan'],
      ],
    ],
    ['bright black is dim', '\x1b[90mít\x1b[39m', [['ít', 'dim']]],
    ['a palette of its own is left out', '\x1b[38;5;196mx\x1b[48;2;1;2;3my', [['xy', '']]],
    ['what moves the cursor is left out', '\x1b[2J\x1b[1;1Ha\x1b[Kb\x1b]0;tên\x07c', [['abc', '']]],
    ['other control characters are left out', 'a\x07\x00b', [['ab', '']]],
  ])('%s', (_, text, expected) => expect(styles(text)).toEqual(expected));

  it('do not swallow text after an escape that never becomes a sequence', () => {
    const it = screen();
    it.write({ stream: 'stdout', text: `\x1b[${'1;'.repeat(60)}` });
    it.write({ stream: 'stdout', text: 'còn đây' });
    expect(it.text).toContain('còn đây');
  });
});

describe('places', () => {
  it.each<[string, string, number, number | undefined]>([
    ['file:///lab/producer.ts:7', 'producer.ts', 7, undefined],
    ['    at file:///home/lab/producer.ts:7:9', 'producer.ts', 7, 9],
    ['    at gửi (/lab/lib/goi.ts:12:3)', 'lib/goi.ts', 12, 3],
    ['/lab/goi.ts:1', 'goi.ts', 1, undefined],
    ['producer.ts:3:4: Unexpected token', 'producer.ts', 3, 4],
  ])('%s', (text, file, line, column) => {
    expect(placesIn(text, FILES)).toMatchObject([{ file, line, ...(column !== undefined && { column }) }]);
  });

  it.each([
    'at /lab/node_modules/amqplib/lib/producer.ts:7:9',
    'at node:internal/process/task_queues:105:5',
    'at file:///lab/other.ts:1:1',
    'http://127.0.0.1:3000',
    'my-producer.ts:3',
  ])('not in %s', (text) => expect(placesIn(text, FILES)).toEqual([]));

  it('become pieces of their own, and nothing of the line is lost', () => {
    const it = screen();
    const line = '    at gửi (/lab/lib/goi.ts:12:3)';
    it.write({ stream: 'stderr', text: `${line}\n` });
    expect(it.text).toBe(line);
    expect(it.lines[0]?.pieces).toEqual([
      { text: '    at gửi (', style: '' },
      { text: '/lab/lib/goi.ts:12:3', style: '', place: { file: 'lib/goi.ts', line: 12, column: 3 } },
      { text: ')', style: '' },
    ]);
  });

  it('lead a failed program back to its line', () => {
    const printed = [
      'file:///lab/producer.ts:5',
      "throw new Error('hỏng');",
      '^',
      '',
      'Error: hỏng',
      '    at file:///lab/producer.ts:5:7',
      'Node.js v24.21.0',
    ];
    expect(problemIn(printed, FILES)).toEqual({ place: { file: 'producer.ts', line: 5 }, message: 'Error: hỏng' });
    expect(problemIn(['Đã gửi'], FILES)).toBeUndefined();
  });

  it('lead past the library that threw to the learner’s own line', () => {
    const printed = [
      '/lab/node_modules/amqplib/lib/connect.js:100',
      'Error: connect ECONNREFUSED 127.0.0.1:5673',
      '    at /lab/node_modules/amqplib/lib/connect.js:100:3',
      '    at async file:///lab/producer.ts:4:20',
    ];
    expect(problemIn(printed, FILES)).toEqual({
      place: { file: 'producer.ts', line: 4, column: 20 },
      message: 'Error: connect ECONNREFUSED 127.0.0.1:5673',
    });
  });
});
