/** What a scenario's program with stock amqplib has at hand: connections, inboxes, and lines about what it saw. */
import {
  type Channel,
  type ChannelModel,
  type ConfirmChannel,
  connect,
  type ConsumeMessage,
  type Options,
} from 'amqplib';
import { eventually } from '../../support/eventually.ts';
import type { AmqpPeer } from './peer.ts';
import { masked } from './masked.ts';

export type Scenario = (program: Program) => Promise<void>;

export class Program {
  readonly lines: string[] = [];
  readonly #peer: AmqpPeer;
  readonly #connections: ChannelModel[] = [];

  constructor(peer: AmqpPeer) {
    this.#peer = peer;
  }

  note(label: string, ...seen: readonly unknown[]): void {
    this.lines.push(masked([label, ...seen.map(plain)].join(' ')));
  }

  async connection(): Promise<ChannelModel> {
    const connection = await connect({ hostname: '127.0.0.1', port: this.#peer.port, heartbeat: 0 }, { noDelay: true });
    connection.on('error', (error: Error) => this.note('connection error:', error.message));
    this.#connections.push(connection);
    return connection;
  }

  /** Of a connection of its own, unless one is given. */
  async channel(connection?: ChannelModel): Promise<Channel> {
    const channel = await (connection ?? (await this.connection())).createChannel();
    channel.on('error', () => {}); // `attempt` and `refusal` tell it
    return channel;
  }

  async confirmChannel(): Promise<ConfirmChannel> {
    const channel = await (await this.connection()).createConfirmChannel();
    channel.on('error', () => {});
    return channel;
  }

  /** Notes the answer, or the refusal in its own words. */
  async attempt(label: string, work: () => Promise<unknown>): Promise<void> {
    try {
      this.note(`${label}:`, await work());
    } catch (error) {
      this.note(`${label}:`, (error as Error).message);
    }
  }

  /** Notes with which words the channel is closed that `work` makes a mistake on. */
  async refusal(label: string, channel: Channel, work: () => void): Promise<void> {
    const closed = new Promise<Error>((resolve) => channel.once('error', resolve));
    work();
    this.note(`${label}:`, (await closed).message);
  }

  /** Messages of a consumer, as they come. */
  async inbox(channel: Channel, queue: string, options: Options.Consume = {}): Promise<Inbox> {
    const messages: ConsumeMessage[] = [];
    let cancelled = false;
    const { consumerTag } = await channel.consume(
      queue,
      (message) => {
        if (message === null) cancelled = true;
        else messages.push(message);
      },
      options,
    );
    return {
      messages,
      consumerTag,
      cancelled: () => eventually(() => (cancelled ? undefined : fail('not cancelled'))),
      holds: (count) =>
        eventually(() =>
          messages.length >= count ? messages.slice(0, count) : fail(`${messages.length} of ${count}`),
        ),
    };
  }

  /** What lies in a queue, taken out of it one by one. */
  async drain(channel: Channel, queue: string): Promise<string[]> {
    const found: string[] = [];
    for (
      let got = await channel.get(queue, { noAck: true });
      got !== false;
      got = await channel.get(queue, { noAck: true })
    )
      found.push(got.content.toString());
    return found;
  }

  /** Waits for so many ready messages: what expires or is dead-lettered does so in the broker's own time. */
  ready(channel: Channel, queue: string, count: number): Promise<void> {
    return eventually(async () => {
      const { messageCount } = await channel.checkQueue(queue);
      if (messageCount !== count) fail(`${messageCount} of ${count} in ${queue}`);
    });
  }

  restart(): Promise<void> {
    return this.#peer.restart();
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) await connection.close().catch(() => {});
  }
}

export interface Inbox {
  readonly messages: readonly ConsumeMessage[];
  readonly consumerTag: string;
  /** Resolves once the broker has cancelled the consumer. */
  cancelled(): Promise<void>;
  /** The first so many messages, once they are there. */
  holds(count: number): Promise<ConsumeMessage[]>;
}

function fail(why: string): never {
  throw new Error(why);
}

export const bytes = (text: string): Buffer => Buffer.from(text);
export const text = (message: { readonly content: Buffer }): string => message.content.toString();
/** Text, and an R where it was delivered before. */
export const seen = (message: ConsumeMessage): string => `${text(message)}${message.fields.redelivered ? 'R' : ''}`;

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

/** @throws the program's own error; the queues of a scenario are its own, so one leaves nothing for the next */
export async function perform(scenario: Scenario, peer: AmqpPeer): Promise<string[]> {
  const program = new Program(peer);
  try {
    await scenario(program);
    return program.lines;
  } finally {
    await program.close();
  }
}
