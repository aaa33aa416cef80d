/** Every lab of the course prints in this runtime what it prints in plain Node, and ends alike. */
import { expect } from 'vitest';
import { withHostPorts } from '../../support/host-ports.ts';
import { runLab } from '../../support/lab-run.ts';
import { courseLabs } from '../../support/labs.ts';
import { openNode } from '../../support/node-runtime.ts';
import type { ContractTest } from './stage.ts';

export function labsContract(test: ContractTest): void {
  for (const lab of courseLabs()) {
    test(`the lab ${lab.slug} runs as in plain Node`, async ({ runtime }) => {
      await withHostPorts(async () => {
        const node = await openNode({ libraries: lab.spec.libraries });
        const expected = await runLab(node, lab).finally(() => node.dispose());
        for (const { name } of lab.spec.processes) {
          expect(expected[name]?.stdout, `${name} in plain Node`).not.toBe('');
          expect(expected[name]?.stderr, `${name} in plain Node`).toBe('');
          expect([0, 143], `${name} in plain Node`).toContain(expected[name]?.code);
        }
        expect(await runLab(runtime, lab)).toEqual(expected);
      });
    });
  }
}
