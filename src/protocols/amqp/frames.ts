/** The frames of AMQP 0-9-1 as values. A method's fields have the names and types of the specification's table. */
import type { Properties, Table } from '../../broker/index.ts';
import { METHODS } from './methods.ts';

export type MethodName = keyof typeof METHODS;

interface FieldTypes {
  bit: boolean;
  octet: number;
  short: number;
  long: number;
  /** A delivery tag; no client counts beyond 2^53. */
  longlong: number;
  shortstr: string;
  longstr: string;
  table: Table;
  timestamp: number;
}

export type FieldType = keyof FieldTypes;
type Row = readonly [string, FieldType];

export type Fields<M extends MethodName> = {
  readonly [R in (typeof METHODS)[M]['fields'][number] as R extends Row ? R[0] : never]: R extends Row
    ? FieldTypes[R[1]]
    : never;
};

export type MethodFrame<M extends MethodName = MethodName> = {
  [N in M]: { readonly kind: 'method'; readonly channel: number; readonly method: N; readonly fields: Fields<N> };
}[M];

/** The first eight bytes of a connection: `AMQP`, then which version. */
export interface ProtocolHeader {
  readonly kind: 'protocol-header';
  readonly channel: 0;
  readonly bytes: Uint8Array;
}

export interface HeaderFrame {
  readonly kind: 'header';
  readonly channel: number;
  readonly classId: number;
  /** Of the body, over all its frames. */
  readonly bodyBytes: number;
  readonly properties: Properties;
}

export interface BodyFrame {
  readonly kind: 'body';
  readonly channel: number;
  /** A view of the bytes it came in. */
  readonly payload: Uint8Array;
}

export interface HeartbeatFrame {
  readonly kind: 'heartbeat';
  readonly channel: number;
}

export type AmqpFrame = ProtocolHeader | MethodFrame | HeaderFrame | BodyFrame | HeartbeatFrame;

export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8, end: 0xce } as const;
/** A frame may be larger than agreed by so much: many clients get it wrong by that. */
export const FRAME_TOLERANCE_BYTES = 8;
/** Type, channel and size before the payload, the end marker after it. */
export const FRAME_OVERHEAD_BYTES = 8;

export function method<M extends MethodName>(channel: number, name: M, fields: Fields<M>): MethodFrame {
  return { kind: 'method', channel, method: name, fields } as unknown as MethodFrame;
}

/** `AMQP 0 0 9 1` */
export const PROTOCOL_HEADER = new Uint8Array([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);

/** `AMQP 1 1 0 9`: what clients of 0-9 said. */
export const PROTOCOL_HEADER_0_9 = new Uint8Array([0x41, 0x4d, 0x51, 0x50, 1, 1, 0, 9]);

export function idOf(name: MethodName): readonly [number, number] {
  return METHODS[name].id;
}
