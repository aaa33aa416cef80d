/**
 * The measurement itself, alike for every client library: keep a number of messages under way, let that run warm, then
 * count for a while. A window of 1 gives the latency of each message.
 */
import { percentile } from '../../table.ts';
import type { Load, Outcome } from '../load.ts';
import { cpuMs } from '../processes.ts';

export interface Link {
  publish(): void;
}

/** Opens what the load needs; calls `done` for each delivery, or each confirm, of what was published. */
export type Open = (load: Load, done: () => void) => Promise<Link>;

export async function measure(open: Open, load: Load): Promise<Outcome> {
  let done = (): void => {};
  const link = await open(load, () => done());
  return new Promise((resolve) => {
    const { fanout, window, pid } = load;
    const perMessage = load.confirm === true ? 1 : fanout;
    const latencies: number[] = [];
    const warmUntil = performance.now() + load.warmMs;
    let deliveries = 0;
    let counted = 0;
    let start = 0;
    let cpuAtStart = 0;
    let published = 0;
    const publish = (): void => {
      if (window === 1) published = performance.now();
      link.publish();
    };
    const finish = (now: number): void => {
      const cpu = cpuMs(pid) - cpuAtStart;
      done = () => {};
      const micros = (p: number): number => percentile(latencies, p) * 1000;
      resolve({
        rate: (counted / (now - start)) * 1000,
        cpuMicros: (cpu * 1000) / counted,
        ...(window === 1 ? { p50Micros: micros(0.5), p99Micros: micros(0.99) } : {}),
      });
    };
    done = () => {
      deliveries++;
      if (start > 0) counted++;
      if (deliveries % perMessage !== 0) return;
      const now = performance.now();
      if (start === 0) {
        if (now > warmUntil) {
          cpuAtStart = cpuMs(pid);
          start = performance.now();
        }
      } else {
        if (window === 1) latencies.push(now - published);
        if (now - start > load.measureMs) return finish(now);
      }
      publish();
    };
    for (let count = 0; count < window; count++) publish();
  });
}
