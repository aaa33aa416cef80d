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

export const DIFFERENCES: readonly Difference[] = [];
