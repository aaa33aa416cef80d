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

/** Of the frames by hand: sections in which we answer otherwise, and why. */
export const RAW_DIFFERENCES: Readonly<Record<string, string>> = {
  'protocol header 0-8': 'RabbitMQ 3.10 still spoke AMQP 0-8 (4.x does not): it is refused here, with our header',
  'protocol header 1.0 (AMQP 0 1 0 0)':
    'AMQP 1.0 is refused alike, but the socket closes at once; the recording ends before',
  'unknown method 60,99': 'RabbitMQ resets the connection, which the recorder did not see; here it is closed',
  'heartbeat=1, client silent':
    'the recorder did not see RabbitMQ reset the connection after 3 s; here it is closed then',
};
