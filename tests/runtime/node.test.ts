/** Plain Node keeps the contract: so what the suite asks for is what Node does. */
import { openNode } from '../support/node-runtime.ts';
import { runtimeContract } from './contract.ts';

runtimeContract('plain Node', { open: openNode });
