/** Where we answer otherwise than the recording, and why. */
export interface Difference {
  readonly file: string;
  readonly reason: string;
  /** Lines of the recording that ours lacks, and lines of ours that it lacks. */
  readonly recorded: readonly RegExp[];
  readonly ours: readonly RegExp[];
}

/** In every CONNECTED frame: a person must not be misled about whose broker this is. */
export const SERVER_NAMES = { recorded: 'server:RabbitMQ/3.10.8', ours: 'server:Buu-Cuc/3.10.8' } as const;

export const DIFFERENCES: readonly Difference[] = [
  {
    file: '13-escapes',
    reason:
      'RabbitMQ does not escape message-id and ack: with a colon, a backslash or a line end in a subscription’s id its ' +
      'frames are not well-formed, and a client that unescapes them as it should acknowledges another id.',
    recorded: [/message-id:T_x:y/],
    ours: [/message-id:T_x\\\\cy/],
  },
];
