/** The broker and its connections, whatever carries them: where messages from outside (`control.ts`) are acted upon. */
import { Broker, type Clock, type Profile } from '../broker/index.ts';
import type { Pipe } from '../network/pipe.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { Emit, ProtocolName } from '../trace/events.ts';
import { Connection } from './connection.ts';
import type { BrokerControl } from './control.ts';
import { SERVER_LIMITS } from './limits.ts';

export interface ServerOptions {
  readonly clock: Clock;
  readonly profile?: Profile;
  /** Left out, nothing is traced. */
  readonly emit?: Emit | undefined;
  readonly traceFrames?: boolean;
  /** Runs `work` once, when everything that has arrived by now has been looked at. */
  readonly endOfTick: (work: () => void) => void;
  /** Hears of our own mistakes. */
  readonly bug: (error: unknown) => void;
}

type AnyConnection = Pick<Connection<unknown>, 'flush' | 'shutdown' | 'cut'>;

export class Server {
  readonly broker: Broker;
  readonly #options: ServerOptions;
  readonly #connections = new Map<string, AnyConnection>();
  #unflushed: { flush(): void }[] = [];
  #lastConnection = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    const { clock, emit, profile } = options;
    this.broker = new Broker({ clock, emit, ...(profile === undefined ? {} : { profile }) });
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  accept<F>(pipe: Pipe, protocol: Protocol<F>): void {
    const { clock, emit, traceFrames = false, bug } = this.#options;
    const id = `c${++this.#lastConnection}`;
    if (this.#connections.size >= SERVER_LIMITS.connections) return this.#turnAway(id, pipe, protocol.name);
    const connection = new Connection({
      id,
      pipe,
      protocol,
      broker: this.broker,
      clock,
      emit,
      traceFrames,
      bug,
      schedule: (one) => this.#schedule(one),
      gone: () => void this.#connections.delete(id),
    });
    this.#connections.set(id, connection);
  }

  control(message: BrokerControl): void {
    if (message.type === 'restart') this.#restart();
    else this.#cut(message.connection);
  }

  /** Every connection is told that the broker stops, and closed. */
  shutdown(): void {
    for (const connection of [...this.#connections.values()]) connection.shutdown();
  }

  #turnAway(connection: string, pipe: Pipe, protocol: ProtocolName): void {
    const { emit } = this.#options;
    emit?.({ type: 'connection-opened', connection, protocol, peer: pipe.peer });
    pipe.destroy();
    emit?.({ type: 'connection-closed', connection, reason: 'too many connections' });
  }

  #restart(): void {
    this.#options.emit?.({ type: 'fault-injected', fault: 'restart' });
    this.shutdown();
    this.broker.restart();
  }

  #cut(id: string): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    this.#options.emit?.({ type: 'fault-injected', fault: 'cut', target: id });
    connection.cut('cut');
  }

  #schedule(connection: { flush(): void }): void {
    if (this.#unflushed.push(connection) > 1) return;
    this.#options.endOfTick(() => {
      const connections = this.#unflushed;
      this.#unflushed = [];
      for (const one of connections) one.flush();
    });
  }
}
