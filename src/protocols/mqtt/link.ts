/** A connection as its session sees it: what the client asked for in CONNECT, and a way to it. */
import type { Packet, Version } from './packets.ts';
import type { ReasonName } from './reasons.ts';

export interface Link {
  /** Names it in the trace. */
  readonly connection: string;
  readonly version: Version;
  /** QoS 1 and 2 messages that may be under way to the client at once. */
  readonly receiveMaximum: number;
  /** Larger packets are not sent [MQTT-3.1.2-24]; `Infinity` where the client did not say. */
  readonly packetBytesMax: number;
  /** Topic aliases that the server may use; 0: none. */
  readonly aliasMax: number;
  /** False: the client is behind. */
  send(packet: Packet): boolean;
  /** Ends the connection; 5.0 clients are told why. */
  end(reason: ReasonName): void;
}
