/** What the labs of the course print in plain Node against `broker.mjs`: the words that their lessons speak of. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lesson/lab.ts';
import { withHostPorts } from '../support/host-ports.ts';
import { type LabResult, runLab } from '../support/lab-run.ts';
import { courseLabs } from '../support/labs.ts';
import { openNode } from '../support/node-runtime.ts';

const CONTENT = join(import.meta.dirname, '../../content');

/** Stopped by SIGTERM once its last words were printed. */
const STOPPED = 143;
const EXPECTED: Readonly<Record<string, Readonly<Record<string, LabResult>>>> = {
  'don-hang-dau-tien': {
    consumer: {
      stdout: 'Đang chờ đơn hàng...\nNhận được đơn hàng: Đơn hàng #A001: Mua 1 điện thoại\n',
      stderr: '',
      code: STOPPED,
    },
    producer: { stdout: 'Đã gửi: Đơn hàng #A001: Mua 1 điện thoại\n', stderr: '', code: 0 },
  },
  'json-rpc-node': {
    server: { stdout: 'JSON-RPC server: http://127.0.0.1:3000\n', stderr: '', code: STOPPED },
    client: { stdout: 'nhan(6, 7) = 42\nadd(3, 4) = 7\n', stderr: '', code: 0 },
  },
};

const inNode = (lab: Lab): Promise<Record<string, LabResult>> =>
  withHostPorts(async () => {
    const node = await openNode({ libraries: lab.spec.libraries });
    return runLab(node, lab).finally(() => node.dispose());
  });

/** The lab with its solution's files in place of those that the learner changes; undefined where it has none. */
function solved(lab: Lab): Lab | undefined {
  const lesson = readdirSync(CONTENT, { recursive: true, encoding: 'utf8' }).find((path) =>
    new RegExp(`[\\\\/]\\d+-${lab.slug}$`).test(path),
  );
  const folder = join(CONTENT, lesson ?? '', 'solution');
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
  return { ...lab, files: { ...lab.files, ...Object.fromEntries(files) } };
}

describe('in plain Node', () => {
  it('every lab of the course is looked at', () => {
    expect(
      courseLabs()
        .map(({ slug }) => slug)
        .sort(),
    ).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(courseLabs())('the lab $slug prints what its lesson says', async (lab) => {
    expect(await inNode(lab)).toEqual(EXPECTED[lab.slug]);
  });

  it.each(courseLabs().flatMap((lab) => solved(lab) ?? []))('the solution of $slug runs to its end', async (lab) => {
    for (const [name, { stderr, code }] of Object.entries(await inNode(lab))) {
      expect(stderr, name).toBe('');
      expect([0, STOPPED], name).toContain(code);
    }
  });
});
