/** How long each wait may last: the client waits for ever by itself, so every wait here has an end. Milliseconds. */
export interface Limits {
  /** First look whether the host can be reached at all. */
  readonly reachMs: number;
  /** From the start of a boot to a usable container; StackBlitz' own tools give up at 30 s as well. */
  readonly bootMs: number;
  /** One call of file system or process table. */
  readonly callMs: number;
  /** Both programs of the TCP self-test together. */
  readonly selfTestMs: number;
  /** SIGINT and SIGTERM may be handled for so long before SIGKILL. */
  readonly graceMs: number;
  /** For SIGKILL to be sent by a program of ours, before the client's own `kill` is tried. */
  readonly killMs: number;
  /** After both; then a process counts as ended whatever the container says. */
  readonly giveUpMs: number;
  /** How long the output may be silent once the exit code is known: they come in no order. */
  readonly drainMs: number;
  /** Between two looks whether a container with running programs still answers. */
  readonly pulseMs: number;
}

export const LIMITS: Limits = {
  reachMs: 4_000,
  bootMs: 30_000,
  callMs: 15_000,
  selfTestMs: 10_000,
  graceMs: 500,
  killMs: 400,
  giveUpMs: 2_000,
  drainMs: 2_000,
  pulseMs: 5_000,
};
