/** A STOMP frame as the session sees it: text unescaped, headers in the order of the wire, repetitions included. */
export type Header = readonly [name: string, value: string];

export interface StompCommand {
  readonly kind: 'frame';
  readonly command: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** The bytes it was read from, up to its NUL; absent where it was not read. */
  readonly wire?: Uint8Array;
}

/** A line end between frames: a sign of life. */
export interface HeartBeat {
  readonly kind: 'heart-beat';
  readonly wire?: Uint8Array;
}

export type StompFrame = StompCommand | HeartBeat;

export const NO_BODY = new Uint8Array(0);

export function stompFrame(command: string, headers: readonly Header[] = [], body: Uint8Array = NO_BODY): StompCommand {
  return { kind: 'frame', command, headers, body };
}

/** Where a header is repeated, the first one counts (STOMP 1.2, "Repeated Header Entries"). */
export function header({ headers }: Pick<StompCommand, 'headers'>, name: string): string | undefined {
  for (const [key, value] of headers) if (key === name) return value;
  return undefined;
}
