/**
 * Where a scenario is played: a broker in this process on simulated time, a tap in front of it, stock amqplib behind
 * it. `pause` lets everything that is under way come to rest, moves the broker's clock by as much as the recording's
 * program slept, and lets the consequences come to rest too: the same on a slow machine as on a fast one.
 */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type Channel, type ChannelModel, type ConfirmChannel, connect, type GetMessage } from 'amqplib';
import { serve, type ServedBroker } from '../../src/server/node.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { masked } from './lines.ts';
import { type Tap, tap } from './tap.ts';

/** So many turns of the event loop without a byte are rest: the client, the tap and the broker share that loop. */
const QUIET_TURNS = 12;

export interface ConnectOptions {
  readonly password?: string;
  readonly vhost?: string;
  readonly heartbeat?: number;
  readonly frameMax?: number;
}

export class Stage {
  readonly clock: ManualClock;
  readonly tap: Tap;
  readonly bugs: unknown[];
  readonly #broker: ServedBroker;
  readonly #connections: ChannelModel[] = [];

  constructor(parts: { clock: ManualClock; tap: Tap; broker: ServedBroker; bugs: unknown[] }) {
    this.clock = parts.clock;
    this.tap = parts.tap;
    this.bugs = parts.bugs;
    this.#broker = parts.broker;
  }

  /** What the client library saw, between the frames. */
  note(text: string): void {
    this.tap.lines.push(`-- ${text}`);
  }

  async connection(options: ConnectOptions = {}): Promise<ChannelModel> {
    const { password = 'guest', vhost = '/', heartbeat = 0, frameMax = 0 } = options;
    const url = { hostname: '127.0.0.1', port: this.tap.port, username: 'guest', password, vhost, heartbeat, frameMax };
    const connection = await connect({ ...url, channelMax: 0 }, { noDelay: true });
    connection.on('error', (error: Error) => this.note(`client: connection error: ${error.message}`));
    this.#connections.push(connection);
    return connection;
  }

  async channel(connection?: ChannelModel): Promise<Channel> {
    const channel = await (connection ?? (await this.connection())).createChannel();
    channel.on('error', (error: Error) => this.note(`client: channel error: ${error.message}`));
    return channel;
  }

  async confirmChannel(): Promise<ConfirmChannel> {
    const channel = await (await this.connection()).createConfirmChannel();
    channel.on('error', (error: Error) => this.note(`client: channel error: ${error.message}`));
    return channel;
  }

  /** Notes a refusal instead of failing. */
  async attempt<T>(label: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.note(`${label} rejected: ${(error as Error).message}`);
      return undefined;
    }
  }

  async pause(ms: number): Promise<void> {
    await this.settled();
    this.clock.advance(ms);
    await this.settled();
  }

  /** Until nothing is on its way any more. */
  async settled(): Promise<void> {
    for (let quiet = 0, seen = this.tap.traffic(); quiet < QUIET_TURNS; quiet++) {
      await turnOfTheLoop();
      if (this.tap.traffic() === seen) continue;
      seen = this.tap.traffic();
      quiet = 0;
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) await connection.close().catch(() => {});
    this.tap.close();
    await this.#broker.close();
  }
}

export async function openStage(): Promise<Stage> {
  const clock = manualClock();
  const bugs: unknown[] = [];
  const broker = await serve({ amqp: 0, profile: '3.10', clock, bug: (error) => bugs.push(error) });
  return new Stage({ clock, broker, bugs, tap: await tap({ port: broker.port('amqp') }) });
}

/** The content of a fetched message, or `false`. */
export const content = (message: GetMessage | false): string =>
  message === false ? 'false' : message.content.toString();

export const bytes = (text: string): Buffer => Buffer.from(text);

/** Lines of the handshake, which most recordings leave out. */
const HANDSHAKE =
  /protocol-header|Connection(Start|StartOk|Tune|TuneOk|Open|OpenOk) |Connection(Open|OpenOk)$|ChannelOpen(Ok)?\b/;

export interface Played {
  readonly lines: string[];
  readonly misread: readonly string[];
  readonly bugs: readonly unknown[];
}

export type Scenario = (stage: Stage) => Promise<void>;

export async function play(scenario: Scenario, options: { readonly handshake: boolean }): Promise<Played> {
  const stage = await openStage();
  try {
    try {
      await scenario(stage);
    } catch (error) {
      stage.note(`experiment threw: ${(error as Error).message}`);
    }
    await stage.settled();
    // what a client that runs on would still say within the recording's last moment
    await stage.pause(30);
    const lines = stage.tap.lines.filter((line) => options.handshake || !HANDSHAKE.test(line)).map(masked);
    return { lines, misread: [...stage.tap.misread], bugs: [...stage.bugs] };
  } finally {
    await stage.close();
  }
}
