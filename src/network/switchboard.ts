/**
 * Who listens where on one virtual machine, and who is connected to whom. It pairs the two ends of a connection and
 * never sees a byte. `Owner` is whatever stands for a process.
 */

/** As Linux does: connections start from here, apart from the ports that servers choose. */
const LOCAL_PORT_FIRST = 32768;
const LOCAL_PORT_LAST = 49151;

export interface Connection<Owner> {
  readonly id: number;
  readonly client: Owner;
  readonly server: Owner;
  readonly localPort: number;
  readonly remotePort: number;
}

export interface Paired<Owner> extends Connection<Owner> {
  readonly clientEnd: MessagePort;
  readonly serverEnd: MessagePort;
}

export class Switchboard<Owner> {
  readonly #listeners = new Map<number, Owner>();
  readonly #connections = new Map<number, Connection<Owner>>();
  readonly #localPorts = new Set<number>();
  #lastConnection = 0;
  #lastLocalPort = LOCAL_PORT_FIRST - 1;

  get ports(): number[] {
    return [...this.#listeners.keys()];
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** False: somebody listens there. */
  listen(owner: Owner, port: number): boolean {
    if (this.#listeners.has(port)) return false;
    this.#listeners.set(port, owner);
    return true;
  }

  /** False: it was not this owner's port. */
  unlisten(owner: Owner, port: number): boolean {
    return this.#listeners.get(port) === owner && this.#listeners.delete(port);
  }

  portsOf(owner: Owner): number[] {
    return this.ports.filter((port) => this.#listeners.get(port) === owner);
  }

  /** `undefined`: nobody listens on `remotePort`. */
  connect(client: Owner, remotePort: number): Paired<Owner> | undefined {
    const server = this.#listeners.get(remotePort);
    if (server === undefined) return undefined;
    const localPort = this.#freeLocalPort();
    const id = (this.#lastConnection += 1);
    const connection = { id, client, server, localPort, remotePort };
    this.#connections.set(id, connection);
    this.#localPorts.add(localPort);
    const { port1: clientEnd, port2: serverEnd } = new MessageChannel();
    return { ...connection, clientEnd, serverEnd };
  }

  /** One end is done with it. */
  disconnect(owner: Owner, id: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined || (connection.client !== owner && connection.server !== owner)) return;
    this.#connections.delete(id);
    this.#localPorts.delete(connection.localPort);
  }

  /** Forgets all that `owner` has; answers the connections that its peers have lost. */
  remove(owner: Owner): { readonly id: number; readonly peer: Owner }[] {
    for (const port of this.portsOf(owner)) this.#listeners.delete(port);
    const lost = [...this.#connections.values()].filter(({ client, server }) => client === owner || server === owner);
    for (const { id } of lost) this.disconnect(owner, id);
    return lost.map(({ id, client, server }) => ({ id, peer: client === owner ? server : client }));
  }

  #freeLocalPort(): number {
    do {
      this.#lastLocalPort = this.#lastLocalPort >= LOCAL_PORT_LAST ? LOCAL_PORT_FIRST : this.#lastLocalPort + 1;
    } while (this.#localPorts.has(this.#lastLocalPort) || this.#listeners.has(this.#lastLocalPort));
    return this.#lastLocalPort;
  }
}
