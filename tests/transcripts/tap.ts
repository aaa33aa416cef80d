/** A relay between client and broker that writes down every frame of both, and changes none. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describeByOurs, describeFrame, show } from './lines.ts';

const PROTOCOL_HEADER_BYTES = 8;
const FRAME_OVERHEAD_BYTES = 8;

export interface Tap {
  readonly port: number;
  /** In the order in which frames came by. */
  readonly lines: string[];
  /** Frames of the server that our codec reads otherwise than amqplib's. */
  readonly misread: string[];
  /** Counts every piece of bytes that came by, either way. */
  traffic(): number;
  close(): void;
}

export interface TapOptions {
  readonly port: number;
  /** Called with each line as it is written down. */
  readonly onLine?: (line: string) => void;
}

export async function tap({ port, onLine }: TapOptions): Promise<Tap> {
  const lines: string[] = [];
  const misread: string[] = [];
  const sockets = new Set<Socket>();
  let pieces = 0;
  const write = (line: string): void => {
    lines.push(line);
    onLine?.(line);
  };
  const relay = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const server = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    join(client, server, 'C');
    join(server, client, 'S');
  });
  const join = (from: Socket, to: Socket, side: 'C' | 'S'): void => {
    sockets.add(from);
    const read = splitter(side, (frame, isHeader) => {
      write(`${side}: ${isHeader ? `protocol-header ${show(frame)}` : describeFrame(frame)}`);
      if (side === 'C' || isHeader) return;
      const [theirs, ours] = [describeFrame(frame), describeByOurs(frame)];
      if (theirs !== ours) misread.push(`${theirs}\n${ours}`);
    });
    from.on('data', (chunk) => {
      pieces++;
      read(chunk);
      to.write(chunk);
    });
    from.on('end', () => {
      pieces++;
      write(`${side}: (closes TCP)`);
      to.end();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  };
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return {
    port: (relay.address() as AddressInfo).port,
    lines,
    misread,
    traffic: () => pieces,
    close() {
      for (const socket of sockets) socket.destroy();
      relay.close();
    },
  };
}

/** Whole frames out of pieces. A client begins with a protocol header; a server sends one where it refuses. */
function splitter(side: 'C' | 'S', found: (frame: Buffer, isHeader: boolean) => void): (chunk: Buffer) => void {
  let held = Buffer.alloc(0);
  let first = side === 'C';
  const headerComes = (): boolean => first || (side === 'S' && held.toString('latin1', 0, 4) === 'AMQP');
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= PROTOCOL_HEADER_BYTES) {
      const isHeader = headerComes();
      const length = isHeader ? PROTOCOL_HEADER_BYTES : held.readUInt32BE(3) + FRAME_OVERHEAD_BYTES;
      if (held.length < length) return;
      first = false;
      const frame = held.subarray(0, length);
      held = held.subarray(length);
      found(frame, isHeader);
    }
  };
}
