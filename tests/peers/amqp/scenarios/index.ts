/** All scenarios with amqplib, by name. */
import type { Scenario } from '../program.ts';
import { DELIVERING } from './delivering.ts';
import { PUBLISHING } from './publishing.ts';
import { REFUSING } from './refusing.ts';
import { ROUTING } from './routing.ts';
import { STORING } from './storing.ts';

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...REFUSING,
  ...ROUTING,
  ...PUBLISHING,
  ...DELIVERING,
  ...STORING,
};
