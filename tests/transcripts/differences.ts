/** Where we answer otherwise than the recording, and why: lines of the recording that our transcript lacks. */
export interface Difference {
  readonly file: string;
  readonly reason: string;
  readonly missing: readonly RegExp[];
}

export const DIFFERENCES: readonly Difference[] = [
  {
    file: '34-dlx-rejected-expired-maxlen',
    reason:
      'The recorder’s relay held the second message back for 40 ms (Nagle’s algorithm), so that the broker had it only ' +
      'after the first look into the dead-letter queue. Here both have arrived by then.',
    missing: [
      /^S: ch1 BasicGetEmpty$/,
      /^-- maxlen: nothing$/,
      /^S: ch1 BasicGetOk deliveryTag=4 .* messageCount=1$/,
      /^-- expired-by-queue-ttl: .*"messageCount":1.*"reason":"maxlen"/,
      /^S: ch1 QueueDeleteOk messageCount=1$/,
    ],
  },
];
