/**
 * The one name by which generated scripts reach the kernel. A program may find it and gains nothing: it is alone in its
 * worker, and what the worker may do is decided outside.
 */
import { scriptUrl } from '../natives.ts';

type Slot = unknown;
const NAME = 'ιnternal';
const slots = new Map<number, Slot>();
let lastSlot = 0;

Object.defineProperty(globalThis, NAME, { value: (slot: number) => slots.get(slot) });

/** JavaScript expression that gives `value` inside a generated script. */
export function expressionFor(value: unknown): string {
  lastSlot += 1;
  slots.set(lastSlot, value);
  return `${NAME}(${lastSlot})`;
}

/** Address of a module that calls `act` when it is evaluated. */
export const markerUrl = (act: () => void): string => scriptUrl(`${expressionFor(act)}();`);
