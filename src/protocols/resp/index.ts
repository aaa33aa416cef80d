/** RESP2 and RESP3: Redis' protocol, and behind it what Redis 7.0 does without a disk and without a cluster. */
import type { Broker, Clock } from '../../broker/index.ts';
import type { Protocol } from '../protocol.ts';
import { RespCodec } from './codec.ts';
import type { ConfigOptions } from './config.ts';
import type { RespFrame } from './frames.ts';
import { Instance } from './instance.ts';
import { RespSession } from './session.ts';

export { RespClientCodec, RespCodec } from './codec.ts';
export type { ConfigOptions as RespOptions } from './config.ts';
export type { RespFrame } from './frames.ts';

export function resp(options: ConfigOptions = {}): Protocol<RespFrame> {
  const instances = new WeakMap<Broker, Instance>();
  const instanceOf = (broker: Broker, clock: Clock): Instance => {
    let instance = instances.get(broker);
    if (instance === undefined) instances.set(broker, (instance = new Instance(broker, clock, options)));
    return instance;
  };
  return {
    name: 'resp',
    port: 6379,
    codec: () => new RespCodec(),
    session: (broker, peer, clock) => new RespSession(instanceOf(broker, clock), peer),
  };
}
