/**
 * What every runtime promises, as tests: plain Node, the sandbox in Chromium and the WebContainer runtime on a stand-in
 * host run this one suite. A runtime that cannot do something names the test and the reason.
 */
import { describe } from 'vitest';
import { brokerContract } from './contract/broker.ts';
import { endsContract } from './contract/ends.ts';
import { errorsContract } from './contract/errors.ts';
import { filesContract } from './contract/files.ts';
import { labsContract } from './contract/labs.ts';
import { networkContract } from './contract/network.ts';
import { outputContract } from './contract/output.ts';
import { disposeContract, processesContract } from './contract/processes.ts';
import { type ContractOptions, type ContractTest, contractStage } from './contract/stage.ts';

const PARTS: readonly (readonly [title: string, part: (test: ContractTest) => void])[] = [
  ['files', filesContract],
  ['output', outputContract],
  ['ends', endsContract],
  ['errors', errorsContract],
  ['network', networkContract],
  ['processes', processesContract],
  ['broker', brokerContract],
  ['labs', labsContract],
];

export function runtimeContract(name: string, options: ContractOptions): void {
  describe(`${name} keeps the runtime contract`, () => {
    describe('while it is open', () => {
      const test = contractStage(options);
      for (const [title, part] of PARTS) describe(title, () => part(test));
    });
    disposeContract(options);
  });
}
