/** The server on Node's own sockets: what `broker.mjs` is, and what tests start within their own process. */
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Clock, Profile } from '../broker/index.ts';
import type { Pipe, PipeListener } from '../network/pipe.ts';
import { amqp } from '../protocols/amqp/index.ts';
import { mqtt, type MqttOptions } from '../protocols/mqtt/index.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { resp, type RespOptions } from '../protocols/resp/index.ts';
import { stomp } from '../protocols/stomp/index.ts';
import type { Emit, ProtocolName } from '../trace/events.ts';
import { realClock } from './clock.ts';
import { Server } from './server.ts';
import { acceptWebSocket } from './websocket/pipe.ts';

export interface ServeOptions {
  /** Port for AMQP 0-9-1, 0 for any free one; left out: not listening. */
  readonly amqp?: number | undefined;
  /** Port for RESP, the same way. */
  readonly resp?: number | undefined;
  readonly respOptions?: RespOptions | undefined;
  /** Port for MQTT, the same way. */
  readonly mqtt?: number | undefined;
  /** Port for MQTT over WebSocket; any path will do. */
  readonly mqttWs?: number | undefined;
  readonly mqttOptions?: MqttOptions | undefined;
  /** Port for STOMP, the same way. */
  readonly stomp?: number | undefined;
  /** Port for STOMP over WebSocket; any path will do. */
  readonly stompWs?: number | undefined;
  /** Loopback where it is left out. */
  readonly host?: string | undefined;
  readonly profile?: Profile | undefined;
  readonly emit?: Emit | undefined;
  readonly traceFrames?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly bug?: ((error: unknown) => void) | undefined;
}

export type Carrier = 'tcp' | 'websocket';

export interface Listener {
  readonly protocol: ProtocolName;
  readonly carrier: Carrier;
  readonly host: string;
  readonly port: number;
}

export interface ServedBroker {
  readonly server: Server;
  readonly listeners: readonly Listener[];
  /** The port of a protocol that is served. Throws where it is not. */
  port(protocol: ProtocolName, carrier?: Carrier): number;
  /** Says goodbye to every client and stops listening. */
  close(): Promise<void>;
}

export const LOOPBACK = '127.0.0.1';

/** Rejects with Node's own error where a port cannot be had (`EADDRINUSE`, `EACCES`). */
export async function serve(options: ServeOptions): Promise<ServedBroker> {
  const { profile, emit, traceFrames, clock = realClock, host = LOOPBACK } = options;
  const server = new Server({
    clock,
    emit,
    endOfTick: (work) => void setImmediate(work),
    bug: options.bug ?? ((error) => console.error(error)),
    ...(profile === undefined ? {} : { profile }),
    ...(traceFrames === undefined ? {} : { traceFrames }),
  });
  const opened: NetServer[] = [];
  const listeners: Listener[] = [];
  const sockets = new Set<Socket>();
  const close = async (): Promise<void> => {
    server.shutdown();
    const stopped = opened.map((one) => new Promise<void>((resolve) => one.close(() => resolve())));
    // What was said goes out first: `end` has been called on every socket.
    for (const socket of sockets) socket.resume();
    await Promise.race([Promise.all(stopped), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())]);
    for (const socket of sockets) socket.destroy();
    await Promise.all(stopped);
  };
  // sessions outlive connections: one MQTT for both of its listeners
  const mqttAnywhere = mqtt(options.mqttOptions) as unknown as Protocol<never>;
  const wanted: readonly (readonly [number | undefined, Protocol<never>, Carrier?])[] = [
    [options.amqp, amqp() as unknown as Protocol<never>],
    [options.stomp, stomp() as unknown as Protocol<never>],
    [options.resp, resp(options.respOptions) as unknown as Protocol<never>],
    [options.mqtt, mqttAnywhere],
    [options.mqttWs, mqttAnywhere, 'websocket'],
    [options.stompWs, stomp() as unknown as Protocol<never>, 'websocket'],
  ];
  try {
    for (const [port, protocol, carrier = 'tcp'] of wanted) {
      if (port === undefined) continue;
      const net = await listen(port, host, (socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        if (carrier === 'tcp') server.accept(socketPipe(socket), protocol);
        else overWebSocket(socket, protocol, (pipe) => server.accept(pipe, protocol));
      });
      opened.push(net);
      const address = net.address();
      if (typeof address !== 'object' || address === null) throw new Error(`no port for ${protocol.name}`);
      listeners.push({ protocol: protocol.name, carrier, host, port: address.port });
    }
  } catch (error) {
    await close();
    throw error;
  }
  emit?.({ type: 'broker-started', listeners: listeners.map(({ protocol, port }) => ({ protocol, port })) });
  return {
    server,
    listeners,
    close,
    port(protocol, carrier = 'tcp') {
      const found = listeners.find((listener) => listener.protocol === protocol && listener.carrier === carrier);
      if (found === undefined) throw new Error(`${protocol} is not served here`);
      return found.port;
    },
  };
}

/** What a client may call the protocol when it opens a WebSocket, the registered name first. */
const SUBPROTOCOLS: Readonly<Partial<Record<ProtocolName, readonly string[]>>> = {
  mqtt: ['mqtt', 'mqttv3.1'],
  stomp: ['v12.stomp', 'v11.stomp', 'v10.stomp'],
};
/** How long a client has to ask for its WebSocket. */
const UPGRADE_MS = 10_000;

function overWebSocket(socket: Socket, { name }: Protocol<never>, accept: (pipe: Pipe) => void): void {
  socket.setTimeout(UPGRADE_MS, () => void socket.destroy());
  acceptWebSocket(socketPipe(socket), {
    subprotocols: SUBPROTOCOLS[name] ?? [],
    text: name === 'stomp',
    accept(pipe) {
      socket.setTimeout(0);
      accept(pipe);
    },
  });
}

/** How long clients have to hear the goodbye. */
const GOODBYE_MS = 500;

function listen(port: number, host: string, accept: (socket: Socket) => void): Promise<NetServer> {
  return new Promise((resolve, reject) => {
    const net = createServer({ noDelay: true, allowHalfOpen: true }, accept);
    net.once('error', reject);
    net.listen(port, host, () => {
      net.off('error', reject);
      resolve(net);
    });
  });
}

/** A socket as a pipe. Half open, so that what is still to be said can be said after the other end has ended. */
export function socketPipe(socket: Socket): Pipe {
  const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  return {
    peer,
    listen(listener: PipeListener) {
      let closed = false;
      const close = (how: 'end' | 'lost'): void => {
        if (closed) return;
        closed = true;
        listener.closed(how);
      };
      socket.on('data', (chunk) => listener.data(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
      socket.on('end', () => close('end'));
      socket.on('error', () => close('lost'));
      socket.on('close', () => close('lost'));
      socket.on('drain', () => listener.drained?.());
    },
    write: (chunk) => socket.write(chunk),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}
