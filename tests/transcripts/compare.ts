/**
 * How alike two transcripts are: of the recording's lines from the server (`S:`) and about what the client saw (`--`),
 * how many the other one has too. Names made by the server and the order in which sockets close do not count.
 */
const IGNORED = /closes TCP|ConnectionStart |ConnectionTune |CloseOk$/;
const MADE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/amq\.(gen|ctag)-[^"'\s]*/g, 'GEN'],
  [/queue="(?!t\.|amq\.)[^"]{12,}"/g, 'queue="GEN"'],
  [/consumerTag="[^"]{12,}"/g, 'consumerTag="GEN"'],
  [/routingKey="(?!t\.|amq\.)[^"]{12,}"/g, 'routingKey="GEN"'],
];

function counted(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line !== '' && !IGNORED.test(line) && /^(?:S:|--|\[)/.test(line))
    .map((line) => MADE_NAMES.reduce((text, [pattern, name]) => text.replace(pattern, name), line));
}

export interface Comparison {
  readonly total: number;
  readonly found: number;
  /** In the recording only. */
  readonly missing: readonly string[];
  /** In the other only. */
  readonly extra: readonly string[];
}

export function compare(recorded: readonly string[], played: readonly string[]): Comparison {
  const wanted = counted(recorded);
  const extra = counted(played);
  const missing = wanted.filter((line) => {
    const at = extra.indexOf(line);
    if (at >= 0) extra.splice(at, 1);
    return at < 0;
  });
  return { total: wanted.length, found: wanted.length - missing.length, missing, extra };
}
