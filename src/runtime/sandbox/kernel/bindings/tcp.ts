/** `internalBinding('tcp_wrap')`: virtual TCP. The host pairs the ports; the bytes go from worker to worker. */
import { portPipe, type PortPipe } from '../../../../network/port-pipe.ts';
import { CONNECTION_WINDOW_BYTES } from '../../limits.ts';
import { type Loose, provideBinding } from '../context.ts';
import {
  connect,
  type End,
  hold,
  type Holder,
  listen,
  type Listener,
  listensOn,
  release,
  unlisten,
} from '../exchange.ts';
import { nodeModule } from '../library.ts';
import { poll } from '../loop.ts';
import { StreamHandle } from './stream.ts';
import { UV } from './system-errors.ts';

const SOCKET = 0;
const SERVER = 1;
const LOOPBACK = '127.0.0.1';
/** Addresses of the one machine that there is. */
const OWN = ['0.0.0.0', '::', LOOPBACK, '::1'];

interface Address {
  address?: string;
  family?: 'IPv4' | 'IPv6';
  port?: number;
}

class TCP extends StreamHandle implements Listener, Holder {
  readonly #type: number;
  #local: Address = {};
  #remote: Address = {};
  #pipe: PortPipe | undefined;
  #connection: number | undefined;
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
    if (local.address !== undefined && !OWN.includes(local.address)) return UV.EADDRNOTAVAIL;
    this.#local = local;
    return 0;
  }

  listen(): number {
    const port = listen(this.#local.port ?? 0, this);
    if (typeof port === 'string') return UV[port];
    this.#local = { ...this.#local, port };
    this.#update();
    return 0;
  }

  accept({ localPort, remotePort, ...end }: End): void {
    const client = new TCP(SOCKET);
    client.#local = { address: LOOPBACK, family: 'IPv4', port: localPort };
    client.#remote = { address: LOOPBACK, family: 'IPv4', port: remotePort };
    client.#adopt(end);
    this.onconnection?.(0, client);
  }

  /** Node has told the program already that it listens: the error comes after it. */
  denied(port: number): void {
    const { UVExceptionWithHostPort } = nodeModule('internal/errors');
    const { owner_symbol: owner } = nodeModule('internal/async_hooks').symbols;
    const server = (this as Loose)[owner];
    const address = server.address()?.address;
    server.close();
    server.emit('error', new UVExceptionWithHostPort(UV.EADDRINUSE, 'listen', address, port));
  }

  connect(request: Loose, address: string, port: number): number {
    return this.#connect(request, { address, port, family: 'IPv4' });
  }
  connect6(request: Loose, address: string, port: number): number {
    return this.#connect(request, { address, port, family: 'IPv6' });
  }
  #connect(request: Loose, remote: Address): number {
    this.#remote = remote;
    this.#connecting = true;
    this.#update();
    connect(remote.port ?? 0, (answer) => {
      this.#connecting = false;
      const failed = typeof answer === 'string';
      if (this.closed) return failed ? undefined : answer.port.close();
      if (!failed) {
        this.#local = { ...remote, port: answer.localPort };
        this.#adopt(answer);
      }
      this.#update();
      request.oncomplete(failed ? UV[answer] : 0, this, request, true, true);
    });
    return 0;
  }

  #adopt({ connection, port }: Pick<End, 'connection' | 'port'>): void {
    const peer = { address: this.#remote.address ?? LOOPBACK, port: this.#remote.port ?? 0 };
    const pipe = portPipe({ port, peer, windowBytes: CONNECTION_WINDOW_BYTES });
    pipe.pause();
    pipe.listen({
      data: (bytes) => this.#arrived(() => this.received(bytes)),
      closed: (how) => this.#arrived(() => this.#readEnd(how)),
      drained: () => {
        this.finishWrites(0);
        this.#update();
      },
    });
    this.#pipe = pipe;
    this.#connection = connection;
    hold(connection, this);
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
    if (this.#type === SERVER && this.#local.port !== undefined) unlisten(this.#local.port, this);
    this.finishWrites(UV.ECANCELED);
    this.letGo();
  }

  letGo(): void {
    this.#pipe?.release();
    if (this.#connection !== undefined) release(this.#connection);
    this.#connection = undefined;
  }

  peerGone(): void {
    this.#pipe?.peerGone();
  }

  #update(): void {
    const listening = this.#type === SERVER && listensOn(this.#local.port ?? 0, this);
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

provideBinding('tcp_wrap', {
  TCP,
  TCPConnectWrap: class TCPConnectWrap {},
  constants: { SOCKET, SERVER, UV_TCP_IPV6ONLY: 1, UV_TCP_REUSEPORT: 2 },
});
