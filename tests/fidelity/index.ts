/** All protocols that have a fidelity page. */
import { amqp } from './amqp.ts';
import { mqtt } from './mqtt.ts';
import type { ProtocolSpec } from './spec.ts';

export const protocols = (): readonly ProtocolSpec[] => [amqp(), mqtt()];
