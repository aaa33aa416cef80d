/** Whether a message's headers fit a binding's arguments, as RabbitMQ's headers exchange has it. */
import { BrokerError } from './errors.ts';
import { sameValue, type Table } from './values.ts';

const MODES = ['all', 'any', 'all-with-x', 'any-with-x'];

/** Throws `invalid-match` where `x-match` is none of the four words. */
export function checkMatchArguments(pattern: Table): void {
  const mode = pattern.get('x-match');
  if (mode !== undefined && !(typeof mode === 'string' && MODES.includes(mode))) {
    throw new BrokerError('invalid-match', { value: mode });
  }
}

/** A pattern's value without content (`null`) asks only that the header be there. Types count: 1 is not "1". */
export function headersMatch(pattern: Table, headers: Table): boolean {
  const mode = pattern.get('x-match') ?? 'all';
  const any = mode === 'any' || mode === 'any-with-x';
  const withX = mode === 'all-with-x' || mode === 'any-with-x';
  for (const [name, wanted] of pattern) {
    if (name === 'x-match' || (!withX && name.startsWith('x-'))) continue;
    const value = headers.get(name);
    const fits = value !== undefined && (wanted === null || sameValue(wanted, value));
    if (fits === any) return any;
  }
  return !any;
}
