/** The numbered requirements of MQTT 5.0 on servers (appendix B): each stands in the name of a test, or says why not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** By section; `3.1.2: 1-19 21-29` are [MQTT-3.1.2-1] to [MQTT-3.1.2-19] and so on. */
const ON_SERVERS = `
1.5.4: 1-3
1.5.5: 1
1.5.7: 1
2.1.3: 1
2.2.1: 2-6
2.2.2: 1-2
3.1.0: 1-2
3.1.2: 1-19 21-29
3.1.3: 1-9 11-12
3.1.4: 1-6
3.2.0: 1-2
3.2.2: 1-3 6-10 12-13 16-20 22
3.3.1: 1-13
3.3.2: 1-9 11-20
3.3.4: 1-4 6-7 9-10
3.4.2: 1
3.5.2: 1
3.6.1: 1
3.6.2: 1
3.7.2: 1
3.8.1: 1
3.8.3: 1-5
3.8.4: 1-8
3.9.3: 1-2
3.10.1: 1
3.10.3: 1-2
3.10.4: 1-6
3.11.3: 1-2
3.12.4: 1
3.14.0: 1
3.14.1: 1
3.14.2: 1-2
3.14.4: 1-3
3.15.1: 1
3.15.2: 1
4.1.0: 1-2
4.2.0: 1
4.3.1: 1
4.3.2: 1-5
4.3.3: 1-13
4.4.0: 1-2
4.5.0: 1
4.6.0: 1-6
4.7.0: 1
4.7.1: 1-2
4.7.2: 1
4.7.3: 1-4
4.8.2: 1-6
4.9.0: 1-3
4.12.0: 1 7
4.13.1: 1
4.13.2: 1
6.0.0: 1-4`;

const NOT_SHOWN: Readonly<Record<string, string>> = {
  '3.2.2-13': 'retained messages are always taken',
  '3.2.2-18': 'aliases are always taken; what clients may send is theirs to keep',
  '3.2.2-19': 'no reason string is ever sent',
  '3.2.2-20': 'no user property of our own is ever sent',
};

const numbers = ON_SERVERS.trim()
  .split('\n')
  .flatMap((line) => {
    const [section = '', ranges = ''] = line.split(': ');
    return ranges.split(' ').flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => `${section}-${from + index}`);
    });
  });

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const FILES = [
  'codec.test.ts',
  'rows.ts',
  'malformed.test.ts',
  'session.test.ts',
  'mosquitto.dialogues.txt',
  '../../server/websocket.test.ts',
];
const inNames = FILES.flatMap((name) => Array.from(read(name).matchAll(/\[MQTT-([\d.]+-\d+)\]/g), ([, one]) => one));
const underDialogues = Array.from(read('mosquitto.dialogues.txt').matchAll(/^= (.*)$/gm), ([, list = '']) =>
  list.split(' '),
);
const shown = new Set([...inNames, ...underDialogues.flat()]);

describe('the requirements on servers', () => {
  it.each(numbers)('[MQTT-%s] is shown by a test, or has its reason', (number) => {
    expect(shown.has(number) || number in NOT_SHOWN).toBe(true);
    if (number in NOT_SHOWN) expect(shown.has(number), 'it is shown now: take the reason away').toBe(false);
  });

  it('are the only ones that have a reason', () => {
    expect(Object.keys(NOT_SHOWN).filter((number) => !numbers.includes(number))).toEqual([]);
  });
});
