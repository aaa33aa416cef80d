/**
 * Records the traces that the golden tests tell: every lab of the course, run to its end by plain Node against
 * `broker.mjs`. By hand, when the events change: `npm run node -- tests/scene/record-traces.ts`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceEvent } from '../../src/trace/events.ts';
import { eventLine } from '../../src/trace/json-lines.ts';
import { runLab } from '../support/lab-run.ts';
import { courseLabs } from '../support/labs.ts';
import { openNode } from '../support/node-runtime.ts';

const folder = join(import.meta.dirname, 'traces');
await mkdir(folder, { recursive: true });
for (const lab of courseLabs()) {
  const runtime = await openNode({ libraries: lab.spec.libraries });
  const events: TraceEvent[] = [];
  runtime.trace((event) => events.push(event));
  await runLab(runtime, lab);
  await runtime.dispose();
  const lines = events.map((event) => eventLine(event));
  await writeFile(join(folder, `${lab.slug}.jsonl`), `${lines.join('\n')}\n`);
  console.log(`${lab.slug}: ${events.length} events`);
}
