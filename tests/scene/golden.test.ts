/**
 * Recorded runs, told: for each event its sentences and what it moves, then the picture at the end. The expected text
 * stands beside each trace (see `record-traces.ts`).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_PICTURE, advance, headOf, layOut, movesOf, readyCount, say } from '../../src/scene/index.ts';
import type { Picture } from '../../src/scene/index.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { parseEventLine } from '../../src/trace/json-lines.ts';

const FOLDER = join(import.meta.dirname, 'traces');
const names = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'));

const read = (file: string): TraceEvent[] =>
  readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .flatMap((line) => parseEventLine(line) ?? []);

function told(events: readonly TraceEvent[]): string {
  const lines: string[] = [];
  let picture = EMPTY_PICTURE;
  for (const event of events) {
    if (event.type !== 'frame') {
      lines.push(`${event.seq} ${say(event, picture, 'vi')}`, `  ${say(event, picture, 'en')}`);
      for (const move of movesOf(picture, event))
        lines.push(`  ${move.kind} ${move.message}: ${move.from} → ${move.to}`);
    }
    picture = advance(picture, [event]);
  }
  return [...lines, '', ...drawn(picture), ''].join('\n');
}

function drawn(picture: Picture): string[] {
  const processes = [...picture.processes.values()].map(
    ({ name, exit }) =>
      `process ${name}: ${exit ? `exit ${exit.code}` : 'running'}, ${picture.receivers.has(name) ? 'receives' : 'sends'}`,
  );
  const queues = [...picture.queues.values()].map(
    (queue) =>
      `queue ${queue.name}: ${readyCount(queue)} ready [${headOf(queue, 8).join()}], ${queue.unacked.size} unacked`,
  );
  const edges = layOut(picture, 720).edges.map((edge) => `${edge.live ? 'is' : 'was'} ${edge.id}`);
  return [
    `broker: ${picture.broker ? (picture.broker.running ? 'running' : 'stopped') : 'none'}`,
    ...processes,
    ...queues,
    ...edges,
  ];
}

describe('a recorded run', () => {
  it('is there', () => expect(names.length).toBeGreaterThanOrEqual(2));

  it.each(names)('%s is told and drawn', async (file) => {
    await expect(told(read(file))).toMatchFileSnapshot(join(FOLDER, file.replace(/\.jsonl$/, '.txt')));
  });

  it.each(names)('%s gives the same picture in one batch', (file) => {
    const events = read(file);
    const oneByOne = events.reduce((picture, event) => advance(picture, [event]), EMPTY_PICTURE);
    expect(advance(EMPTY_PICTURE, events)).toEqual(oneByOne);
  });
});
