/** `internalBinding('tcp_wrap')`: virtual TCP. The host pairs the ports; the bytes go from worker to worker. */
import { portPipe, portsTellOfClosing, type PortPipe } from '../../../../network/port-pipe.ts';
import { CONNECTION_WINDOW_BYTES, LISTENERS_MAX } from '../../limits.ts';
import { type Loose, provideBinding } from '../context.ts';
import { beforeEnd } from '../ending.ts';
import { poll } from '../loop.ts';
import { natives } from '../natives.ts';
import { onOrder, report } from '../wire.ts';
import { StreamHandle } from './stream.ts';
import { UV } from './system-errors.ts';

const SOCKET = 0;
const SERVER = 1;
const LOOPBACK = '127.0.0.1';
/** Ports that one process may take with `listen(0)`. */
const FREE_PORTS = 256;
/** Where a port does not tell that its other end is gone, what that end sent last may still be on its way. */
const LAST_BYTES_MS = 20;

type Family = 'IPv4' | 'IPv6';
interface Address {
  address?: string;
  family?: Family;
  port?: number;
}

let taken = new Set<number>();
let freePorts = 49152;
const servers = new Map<number, TCP>();
const requests = new Map<number, (answer: Answer) => void>();
const connections = new Map<number, TCP>();
let lastRequest = 0;

type Answer =
  { readonly error: number } | { readonly connection: number; readonly localPort: number; readonly port: MessagePort };

class TCP extends StreamHandle {
  readonly #type: number;
  #local: Address = {};
  #remote: Address = {};
  #pipe?: PortPipe;
  #connection?: number;
  #connecting = false;
  #ended = false;
  onconnection?: (status: number, client?: TCP) => void;

  constructor(type: number) {
    super();
    this.#type = type;
  }

  bind(address: string, port: number): number {
    return this.#bind({ address, port, family: 'IPv4' });
  }
  bind6(address: string, port: number): number {
    return this.#bind({ address, port, family: 'IPv6' });
  }
  #bind(local: Address): number {
    const own = ['0.0.0.0', '::', LOOPBACK, '::1'];
    if (local.address !== undefined && !own.includes(local.address)) return UV.EADDRNOTAVAIL;
    this.#local = local;
    return 0;
  }

  listen(): number {
    const wish = this.#local.port ?? 0;
    const port = wish === 0 ? freePort() : wish;
    if (port === undefined || servers.size >= LISTENERS_MAX) return UV.EMFILE;
    if (taken.has(port) || servers.has(port)) return UV.EADDRINUSE;
    this.#local = { ...this.#local, port };
    servers.set(port, this);
    report({ type: 'listen', port });
    this.#update();
    return 0;
  }

  connect(request: Loose, address: string, port: number): number {
    return this.#connect(request, { address, port, family: 'IPv4' });
  }
  connect6(request: Loose, address: string, port: number): number {
    return this.#connect(request, { address, port, family: 'IPv6' });
  }
  #connect(request: Loose, remote: Address): number {
    const id = (lastRequest += 1);
    this.#remote = remote;
    this.#connecting = true;
    this.#update();
    requests.set(id, (answer) => {
      this.#connecting = false;
      const failed = 'error' in answer;
      if (this.closed) return failed ? undefined : answer.port.close();
      if (!failed) {
        this.#local = { address: remote.address ?? LOOPBACK, family: remote.family ?? 'IPv4', port: answer.localPort };
        this.adopt(answer);
      }
      this.#update();
      request.oncomplete(failed ? answer.error : 0, this, request, true, true);
    });
    report({ type: 'connect', request: id, port: remote.port ?? 0 });
    return 0;
  }

  /** Takes the end of a connection that stands. */
  adopt({ connection, port }: { connection: number; port: MessagePort }): void {
    const peer = { address: this.#remote.address ?? LOOPBACK, port: this.#remote.port ?? 0 };
    const pipe = portPipe({ port, peer, windowBytes: CONNECTION_WINDOW_BYTES });
    pipe.pause();
    pipe.listen({
      data: (bytes) => this.#arrived(() => this.received(bytes)),
      closed: (how) => this.#arrived(() => this.#readEnd(how)),
      drained: () => this.#drained(),
    });
    this.#pipe = pipe;
    this.#connection = connection;
    connections.set(connection, this);
  }

  static accepted(local: Address, remote: Address, end: { connection: number; port: MessagePort }): TCP {
    const client = new TCP(SOCKET);
    client.#local = local;
    client.#remote = remote;
    client.adopt(end);
    return client;
  }

  /** One chunk per callback; the next may only come when the program still reads. */
  #arrived(deliver: () => void): void {
    this.#pipe?.pause();
    poll(() => {
      if (this.closed) return;
      deliver();
      if (this.reading) this.#pipe?.resume();
    });
  }

  #readEnd(how: 'end' | 'lost'): void {
    if (how === 'lost') this.finishWrites(UV.ECONNRESET);
    this.failedToRead(how === 'end' ? UV.EOF : UV.ECONNRESET);
  }

  #drained(): void {
    this.finishWrites(0);
    this.#update();
  }

  protected override setReading(reading: boolean): void {
    if (reading) poll(() => this.reading && this.#pipe?.resume());
    else this.#pipe?.pause();
    this.#update();
  }

  protected override send(bytes: Uint8Array): number | 'later' {
    if (this.#pipe === undefined) return UV.ENOTCONN;
    if (this.#ended) return UV.EPIPE;
    if (this.#pipe.write(bytes)) return 0;
    queueMicrotask(() => this.#update());
    return 'later';
  }

  protected override sendEnd(): number {
    if (this.#pipe === undefined) return UV.ENOTCONN;
    this.#ended = true;
    this.#pipe.end();
    return 0;
  }

  getsockname(out: Address): number {
    Object.assign(out, { address: LOOPBACK, family: 'IPv4', port: 0 }, this.#local);
    return 0;
  }
  getpeername(out: Address): number {
    if (this.#pipe === undefined) return UV.ENOTCONN;
    Object.assign(out, this.#remote);
    return 0;
  }

  reset(callback?: () => void): number {
    this.#pipe?.destroy();
    this.close(callback);
    return 0;
  }

  protected override onClose(): void {
    const port = this.#local.port;
    if (this.#type === SERVER && port !== undefined && servers.get(port) === this) {
      servers.delete(port);
      report({ type: 'unlisten', port });
    }
    this.finishWrites(UV.ECANCELED);
    this.letGo();
  }

  letGo(): void {
    this.#pipe?.release();
    if (this.#connection === undefined) return;
    connections.delete(this.#connection);
    report({ type: 'disconnected', connection: this.#connection });
    this.#connection = undefined as never;
  }

  peerGone(): void {
    this.#pipe?.peerGone();
  }

  #update(): void {
    const listening = this.#type === SERVER && this.#local.port !== undefined && servers.get(this.#local.port) === this;
    const reading = this.reading && this.#pipe !== undefined;
    this.setActive(!this.closed && (listening || reading || this.#connecting || this.writing));
  }

  setNoDelay(): number {
    return 0;
  }
  setKeepAlive(): number {
    return 0;
  }
  setSimultaneousAccepts(): number {
    return 0;
  }
  setBlocking(): number {
    return 0;
  }
  open(): number {
    return UV.ENOSYS;
  }
}

function freePort(): number | undefined {
  for (let port = freePorts; port < freePorts + FREE_PORTS; port += 1) {
    if (!taken.has(port) && !servers.has(port)) return port;
  }
  return undefined;
}

export function setPorts(ports: readonly number[], free?: number): void {
  taken = new Set(ports);
  for (const port of servers.keys()) taken.delete(port);
  freePorts = free ?? freePorts;
}

onOrder('ports', ({ ports }) => setPorts(ports));

onOrder('connected', ({ request, connection, localPort }, port) => {
  const answer = requests.get(request);
  requests.delete(request);
  if (answer !== undefined && port !== undefined) poll(() => answer({ connection, localPort, port }));
});

onOrder('connect-failed', ({ request, error }) => {
  const answer = requests.get(request);
  requests.delete(request);
  if (answer !== undefined) poll(() => answer({ error: UV[error] }));
});

onOrder('accepted', ({ port: localPort, connection, remotePort }, port) => {
  if (port === undefined) return;
  poll(() => {
    const server = servers.get(localPort);
    if (server === undefined) return port.close();
    const local: Address = { address: LOOPBACK, family: 'IPv4', port: localPort };
    server.onconnection?.(0, TCP.accepted(local, { ...local, port: remotePort }, { connection, port }));
  });
});

onOrder('peer-gone', ({ connection }) => {
  if (!portsTellOfClosing) natives.setTimeout(() => connections.get(connection)?.peerGone(), LAST_BYTES_MS);
});

/** Node has told the program already that it listens: the error comes after it. */
onOrder('listen-denied', ({ port }) => {
  const server = servers.get(port);
  if (server !== undefined) poll(() => onDenied(server, port));
});

let onDenied: (server: object, port: number) => void = () => {};
export function whenListenDenied(act: typeof onDenied): void {
  onDenied = act;
}

beforeEnd(() => {
  for (const connection of [...connections.values()]) connection.letGo();
});

provideBinding('tcp_wrap', {
  TCP,
  TCPConnectWrap: class TCPConnectWrap {},
  constants: { SOCKET, SERVER, UV_TCP_IPV6ONLY: 1, UV_TCP_REUSEPORT: 2 },
});
