/** This process' line to the switchboard in the host: which ports it has, which connections it opens and accepts. */
import { portsTellOfClosing } from '../../../network/port-pipe.ts';
import { LISTENERS_MAX } from '../limits.ts';
import { beforeEnd } from './ending.ts';
import { poll } from './loop.ts';
import { natives } from './natives.ts';
import { onOrder, report } from './wire.ts';

/** Ports that one process may take with `listen(0)`. */
const FREE_PORTS = 256;
/** Where a port does not tell that its other end is gone, what that end sent last may still be on its way. */
const LAST_BYTES_MS = 20;

/** One end of a connection that stands. */
export interface End {
  readonly connection: number;
  readonly port: MessagePort;
  readonly localPort: number;
  readonly remotePort: number;
}

export interface Listener {
  accept(end: End): void;
  /** Another process was faster, though `listen` has said yes already. */
  denied(port: number): void;
}

export interface Holder {
  letGo(): void;
  peerGone(): void;
}

type Refusal = 'ECONNREFUSED' | 'EMFILE';
type Answer = (answer: Refusal | Omit<End, 'remotePort'>) => void;

let taken = new Set<number>();
let freePorts = 49_152;
const listeners = new Map<number, Listener>();
const requests = new Map<number, Answer>();
const holders = new Map<number, Holder>();
let lastRequest = 0;

/** `ports`: those that are taken in the whole sandbox; `free`: the first that is this process' own. */
export function setPorts(ports: readonly number[], free = freePorts): void {
  taken = new Set(ports);
  for (const port of listeners.keys()) taken.delete(port);
  freePorts = free;
}

function freePort(): number | undefined {
  for (let port = freePorts; port < freePorts + FREE_PORTS; port += 1) {
    if (!taken.has(port) && !listeners.has(port)) return port;
  }
  return undefined;
}

/** `wish` 0 is any port; answers the port, at once, from what is known here. */
export function listen(wish: number, listener: Listener): number | 'EMFILE' | 'EADDRINUSE' {
  const port = wish === 0 ? freePort() : wish;
  if (port === undefined || listeners.size >= LISTENERS_MAX) return 'EMFILE';
  if (taken.has(port) || listeners.has(port)) return 'EADDRINUSE';
  listeners.set(port, listener);
  report({ type: 'listen', port });
  return port;
}

export const listensOn = (port: number, listener: Listener): boolean => listeners.get(port) === listener;

export function unlisten(port: number, listener: Listener): void {
  if (!listensOn(port, listener)) return;
  listeners.delete(port);
  report({ type: 'unlisten', port });
}

/** `answer` is called in the loop. */
export function connect(port: number, answer: Answer): void {
  lastRequest += 1;
  requests.set(lastRequest, answer);
  report({ type: 'connect', request: lastRequest, port });
}

export function hold(connection: number, holder: Holder): void {
  holders.set(connection, holder);
}

export function release(connection: number): void {
  if (holders.delete(connection)) report({ type: 'disconnected', connection });
}

onOrder('ports', ({ ports }) => setPorts(ports));

function answer(request: number, value: Parameters<Answer>[0]): void {
  const waiting = requests.get(request);
  requests.delete(request);
  if (waiting !== undefined) poll(() => waiting(value));
}

onOrder('connected', ({ request, connection, localPort }, port) => {
  if (port !== undefined) answer(request, { connection, localPort, port });
});
onOrder('connect-failed', ({ request, error }) => answer(request, error));

onOrder('accepted', ({ port: localPort, connection, remotePort }, port) => {
  if (port === undefined) return;
  poll(() => {
    const listener = listeners.get(localPort);
    if (listener === undefined) port.close();
    else listener.accept({ connection, port, localPort, remotePort });
  });
});

onOrder('listen-denied', ({ port }) => {
  const listener = listeners.get(port);
  if (listener !== undefined) poll(() => listener.denied(port));
});

onOrder('peer-gone', ({ connection }) => {
  if (!portsTellOfClosing) natives.setTimeout(() => holders.get(connection)?.peerGone(), LAST_BYTES_MS);
});

beforeEnd(() => {
  for (const holder of [...holders.values()]) holder.letGo();
});
