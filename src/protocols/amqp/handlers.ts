/** What a client may ask of a channel: one function for each method. Handlers throw what closes the channel or more. */
import { BASIC_HANDLERS } from './basic-handlers.ts';
import type { Channel } from './channel.ts';
import { CONSUME_HANDLERS } from './consume-handlers.ts';
import { AmqpError } from './errors.ts';
import type { Fields, MethodFrame, MethodName } from './frames.ts';
import { TOPOLOGY_HANDLERS } from './topology-handlers.ts';

export type Handlers = { readonly [M in MethodName]?: (channel: Channel, fields: Fields<M>) => void };

const HANDLERS: Handlers = { ...TOPOLOGY_HANDLERS, ...CONSUME_HANDLERS, ...BASIC_HANDLERS };

/** Throws `COMMAND_INVALID` for what only a server may say, or what belongs to channel 0. */
export function handle(channel: Channel, frame: MethodFrame): void {
  const handler = HANDLERS[frame.method] as ((channel: Channel, fields: unknown) => void) | undefined;
  if (handler === undefined) throw new AmqpError('COMMAND_INVALID', 'unimplemented method');
  handler(channel, frame.fields);
}
