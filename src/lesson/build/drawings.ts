/**
 * Drawings that an author writes as text: `route` (stations in a row) and `sequence` (messages between parties).
 * The output is a list in HTML, drawn by `styles/drawings.css`: it wraps on a phone and reads well aloud.
 */
import type { Language } from '../../strings/index.ts';
import { escapeHtml } from './highlight.ts';

/** Line is counted from 0 inside the fence. */
export class DrawingError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

export type Drawing = (source: string, title: string, language: Language) => string;

const STATIONS = {
  program: { vi: 'chương trình', en: 'program' },
  exchange: { vi: 'exchange', en: 'exchange' },
  queue: { vi: 'hàng đợi', en: 'queue' },
} as const;

const GLYPHS: Readonly<Record<keyof typeof STATIONS, string>> = {
  program: '<path d="M4 6.5h24v19H4zM4 11.5h24M9 16l3 2.5L9 21M15 21.5h6"/>',
  exchange: '<path d="M4 16h9M13 16l8-9h7M13 16h15M13 16l8 9h7"/>',
  queue: '<path d="M3 9h26v14H3zM9.5 9v14M16 9v14M22.5 9v14"/>',
};

const linesOf = (source: string): { text: string; line: number }[] =>
  source
    .split('\n')
    .map((text, line) => ({ text: text.trim(), line }))
    .filter(({ text }) => text !== '');

const figure = (kind: string, title: string, body: string): string =>
  `<figure class="drawing ${kind}">${body}<figcaption>${escapeHtml(title)}</figcaption></figure>`;

const route: Drawing = (source, title, language) => {
  const items: string[] = [];
  let leg = '';
  for (const { text, line } of linesOf(source)) {
    if (text.startsWith('>')) {
      leg = text.slice(1).trim();
      continue;
    }
    const [kind = '', ...words] = text.split(/\s+/);
    const name = words.join(' ');
    if (!Object.hasOwn(STATIONS, kind) || name === '')
      throw new DrawingError(
        line,
        `"${text}" is no station; wanted: program, exchange or queue and a name, or "> what moves"`,
      );
    const station = kind as keyof typeof STATIONS;
    const arrow = `<span class="leg"><span>${escapeHtml(leg)}</span></span>`;
    const glyph = `<svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">${GLYPHS[station]}</svg>`;
    const label = `<span class="kind">${STATIONS[station][language]}</span><span class="name">${escapeHtml(name)}</span>`;
    items.push(
      `<li class="${kind}">${items.length > 0 ? arrow : ''}<span class="station">${glyph}${label}</span></li>`,
    );
    leg = '';
  }
  if (items.length < 2) throw new DrawingError(0, 'a route needs two stations or more');
  return figure('route', title, `<ol>${items.join('')}</ol>`);
};

const PARTIES_MAX = 4;

const sequence: Drawing = (source, title) => {
  const parties: string[] = [];
  const place = (name: string): number => {
    if (!parties.includes(name)) parties.push(name);
    return parties.indexOf(name) + 1;
  };
  const messages = linesOf(source).map(({ text, line }) => {
    const [, from, to, what] = /^([^:]+?)\s*->\s*([^:]+?)\s*:\s*(.+)$/.exec(text) ?? [];
    if (!from || !to || !what || from === to)
      throw new DrawingError(line, `"${text}" is no message; wanted: "from -> to: what"`);
    const classes = `from-${place(from)} to-${place(to)}`;
    if (parties.length > PARTIES_MAX)
      throw new DrawingError(
        line,
        `"${parties.at(-1)}" is party number ${parties.length}; wanted: ${PARTIES_MAX} at most`,
      );
    const spoken = `<span class="visually-hidden">${escapeHtml(from)} → ${escapeHtml(to)}: </span>`;
    return `<li class="${classes}">${spoken}<span class="what">${escapeHtml(what)}</span></li>`;
  });
  if (messages.length === 0) throw new DrawingError(0, 'a sequence needs a message');
  const heads = parties.map((party) => `<span>${escapeHtml(party)}</span>`).join('');
  const body = `<div class="parties" aria-hidden="true">${heads}</div><ol>${messages.join('')}</ol>`;
  return figure(`sequence of-${parties.length}`, title, body);
};

export const drawings: Readonly<Record<string, Drawing>> = { route, sequence };
