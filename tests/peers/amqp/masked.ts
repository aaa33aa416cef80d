/** What differs from run to run with every broker: names it makes up, times, tokens. */
const MADE_UP: readonly (readonly [RegExp, string])[] = [
  [/amq\.gen-[\w-]+/g, 'amq.gen-…'],
  [/amq\.ctag-[\w-]+/g, 'amq.ctag-…'],
  [/ctag\d\.[0-9a-f]{32}/g, 'ctag-…'],
  [/amq\.rabbitmq\.reply-to\.[\w.+/=-]+/g, 'amq.rabbitmq.reply-to.…'],
  [/("time":)(?:\{[^}]*\}|\d+)/g, '$1…'],
];

export const masked = (line: string): string => MADE_UP.reduce((text, [made, mark]) => text.replace(made, mark), line);
