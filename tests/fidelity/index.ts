/** All protocols that have a fidelity page. */
import { amqp } from './amqp.ts';
import { mqtt } from './mqtt.ts';
import { resp } from './resp.ts';
import type { ProtocolSpec } from './spec.ts';
import { stomp } from './stomp.ts';

export const protocols = (): readonly ProtocolSpec[] => [amqp(), mqtt(), stomp(), resp()];
