/** What a dialogue has done by an AMQP client beside its STOMP connections, in one line each. */
import { type Channel, type ChannelModel, connect, type Options } from 'amqplib';

export interface AmqpHand {
  /** The answer in one line, or nothing. */
  act(words: string): Promise<string>;
  close(): Promise<void>;
}

/** `declare q {arguments}`, `delete q`, `check q`, `get q`, `publish exchange key {options} body`; `-` is an empty name. */
export async function actOverAmqp(port: number): Promise<AmqpHand> {
  const connection = await connect({ hostname: '127.0.0.1', port, heartbeat: 0, frameMax: 0 }, { noDelay: true });
  return { act: (words) => act(connection, words), close: () => connection.close() };
}

/** Each in a channel of its own: what is refused closes it. */
async function act(connection: ChannelModel, words: string): Promise<string> {
  const channel = await connection.createConfirmChannel();
  let refused: Error | undefined;
  channel.on('error', (error: Error) => (refused = error));
  try {
    return await step(channel, words);
  } catch (error) {
    return (refused ?? (error as Error)).message;
  } finally {
    await channel.close().catch(() => undefined);
  }
}

async function step(channel: Channel & { waitForConfirms(): Promise<void> }, words: string): Promise<string> {
  const [verb = '', first = '', second = ''] = words.split(' ');
  const json = /\{.*\}/.exec(words)?.[0];
  const options = (json === undefined ? {} : JSON.parse(json)) as Record<string, unknown>;
  const name = first === '-' ? '' : first;
  if (verb === 'declare') await channel.assertQueue(name, { arguments: options });
  else if (verb === 'delete') await channel.deleteQueue(name);
  else if (verb === 'check') {
    const { messageCount, consumerCount } = await channel.checkQueue(name);
    return `${messageCount} messages, ${consumerCount} consumers`;
  } else if (verb === 'get') return got(await channel.get(name, { noAck: true }));
  else if (verb === 'publish') {
    const body = words.slice(words.lastIndexOf(' ') + 1);
    channel.publish(name, second === '-' ? '' : second, Buffer.from(body), options as Options.Publish);
    await channel.waitForConfirms();
  } else throw new Error(`no such step: ${words}`);
  return '';
}

function got(message: Awaited<ReturnType<Channel['get']>>): string {
  if (message === false) return 'nothing';
  const { fields, properties, content } = message;
  const { exchange, routingKey, redelivered } = fields;
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return `${JSON.stringify({ exchange, routingKey, redelivered, ...Object.fromEntries(given) })} ${content.toString('latin1')}`;
}
