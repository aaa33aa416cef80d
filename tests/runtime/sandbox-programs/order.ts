import { setTimeout as sleep } from 'node:timers/promises';

const seen: string[] = [];
const note = (what: string) => () => void seen.push(what);

setTimeout(() => {
  note('timeout 1')();
  process.nextTick(note('tick of timeout 1'));
  Promise.resolve().then(note('job of timeout 1'));
}, 1);
setTimeout(note('timeout 2'), 1);
setImmediate(() => {
  note('immediate 1')();
  process.nextTick(note('tick of immediate 1'));
  queueMicrotask(note('job of immediate 1'));
});
setImmediate(note('immediate 2'));
process.nextTick(() => {
  note('tick 1')();
  process.nextTick(note('tick in tick'));
  Promise.resolve().then(note('job in tick'));
});
process.nextTick(note('tick 2'));
Promise.resolve()
  .then(() => {
    note('job 1')();
    process.nextTick(note('tick in job'));
  })
  .then(note('job 2'));
queueMicrotask(note('microtask'));
note('main')();

await sleep(30);
// whether timers or immediates come first is open in Node, too
const of = (word: string) => seen.filter((entry) => entry.includes(word));
console.log(of('timeout'));
console.log(of('immediate'));
console.log(seen.filter((entry) => !/timeout|immediate/.test(entry)));

const interval = setInterval(() => {}, 1000);
console.log(interval.hasRef(), interval.unref().hasRef(), typeof interval[Symbol.toPrimitive]());
clearInterval(interval);
const cancelled = setTimeout(() => console.log('không bao giờ'), 5);
clearTimeout(Number(cancelled));
const aborted = new AbortController();
sleep(1000, null, { signal: aborted.signal }).catch((error: Error) =>
  console.log(error.name, (error as NodeJS.ErrnoException).code),
);
aborted.abort();
setTimeout((...args: unknown[]) => console.log(args), 1, 'a', 2);
process.on('beforeExit', () => console.log('beforeExit', process.exitCode));
process.on('exit', (code) => console.log('exit', code));
