/** As much of stompit 1.0.0 as the program uses; the package has no types of its own. */
declare module 'stompit' {
  import type { EventEmitter } from 'node:events';
  import type { Writable } from 'node:stream';

  export type Headers = Readonly<Record<string, string>>;

  export interface Message {
    readonly headers: Headers;
    readString(encoding: string, done: (error: Error | null, body?: string) => void): void;
  }

  export interface Client extends EventEmitter {
    send(headers: Headers, options?: { onReceipt?: () => void }): Writable;
    subscribe(headers: Headers, listener: (error: Error | null, message: Message) => void): void;
    setImplicitSubscription(id: string, ack: string, listener: (error: Error | null, message: Message) => void): void;
    begin(headers: Headers): { send(headers: Headers): Writable; commit(): void; abort(): void };
    ack(message: Message): void;
    nack(message: Message): void;
    disconnect(done: (error: Error | null) => void): void;
    destroy(): void;
    on(event: 'error', listener: (error: Error) => void): this;
  }

  const stompit: {
    connect(
      options: { host: string; port: number; connectHeaders: Headers },
      connected: (error: Error | null, client: Client) => void,
    ): void;
  };
  export default stompit;
}
