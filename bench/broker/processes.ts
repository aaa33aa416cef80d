/** A process seen from outside, as Linux tells it: time on the processor, memory, and the children of a shell. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in ticks of 10 ms on every architecture that Node runs on (USER_HZ). */
const TICK_MS = 10;

/** User and system time of the whole process so far, in milliseconds, in steps of 10. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold blanks; utime and stime are fields 14 and 15, counted from 1.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory in megabytes. */
export function rssMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** The one process called `name` that this program started, itself or by way of a shell. Throws where there is none. */
export function descendant(name: string): number {
  const everyone = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({ pid: Number(entry), ...status(entry) }));
  const family = new Set([process.pid]);
  // A Set may grow while it is walked: children of children are found too.
  for (const parent of family) {
    for (const one of everyone) if (one.parent === parent) family.add(one.pid);
  }
  const found = everyone.find((one) => one.name === name && family.has(one.pid));
  if (found === undefined) throw new Error(`No process called ${name} was started from here.`);
  return found.pid;
}

function status(pid: string): { readonly name?: string | undefined; readonly parent?: number } {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { name: /^Name:\t(.*)$/m.exec(text)?.[1], parent: Number(/^PPid:\t(\d+)$/m.exec(text)?.[1]) };
  } catch {
    // It has ended meanwhile.
    return {};
  }
}
