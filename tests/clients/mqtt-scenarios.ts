/**
 * What programs with the unmodified `mqtt` package see, told line by line: the same against any broker. Every scenario
 * has topics and clients of its own and leaves nothing behind.
 */
import mqtt, { type IClientOptions, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt';

export interface Stage {
  readonly url: string;
  /** 4 or 5. */
  readonly protocolVersion: 4 | 5;
  tell(line: string): void;
  /** A client that tells what it hears under `name`. */
  client(name: string, options?: IClientOptions): Promise<MqttClient>;
  /** Waits until `name` has heard so many messages in all, and tells them: when they came is left to chance. */
  heard(name: string, count: number): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  readonly versions?: readonly (4 | 5)[];
  play(stage: Stage): Promise<void>;
}

/** Runs one and gives back what it told. */
export async function perform(scenario: Scenario, url: string, protocolVersion: 4 | 5): Promise<string[]> {
  const lines: string[] = [];
  const clients: MqttClient[] = [];
  const heard = new Map<string, string[]>();
  const told = new Map<string, number>();
  let changed = (): void => {};
  const stage: Stage = {
    url,
    protocolVersion,
    tell: (line) => void lines.push(line),
    async client(name, options = {}) {
      const client = mqtt.connect(url, { protocolVersion, reconnectPeriod: 0, clientId: `js-${name}`, ...options });
      clients.push(client);
      client.on('error', (error) => lines.push(`${name}: error ${error.message}`));
      client.on('message', (topic, payload, packet) => {
        heard.set(name, [...(heard.get(name) ?? []), `${name} < ${describe(topic, payload, packet)}`]);
        changed();
      });
      const connack = await new Promise<IConnackPacket>((resolve) => client.once('connect', resolve));
      lines.push(`${name} connected${connack.sessionPresent ? ', session present' : ''}`);
      return client;
    },
    async heard(name, count) {
      while ((heard.get(name)?.length ?? 0) < count) await new Promise<void>((resolve) => (changed = resolve));
      lines.push(...(heard.get(name)?.slice(told.get(name) ?? 0, count) ?? []));
      told.set(name, count);
    },
  };
  try {
    await scenario.play(stage);
  } finally {
    for (const client of clients) await client.endAsync(true);
  }
  for (const [name, all] of heard) for (const line of all.slice(told.get(name) ?? 0)) lines.push(`unasked: ${line}`);
  return lines;
}

function describe(topic: string, payload: Buffer, { qos, retain, dup, properties }: IPublishPacket): string {
  const flags = [`qos ${qos}`, retain ? 'retain' : '', dup ? 'dup' : ''].filter(Boolean).join(', ');
  const said = properties && Object.keys(properties).length > 0 ? ` ${JSON.stringify(properties)}` : '';
  return `${topic} "${payload.toString()}" (${flags})${said}`;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a message in every QoS, to subscriptions in every QoS',
    async play({ client, heard, tell }) {
      const listener = await client('listener');
      const granted = await listener.subscribeAsync({ 'sc1/0': { qos: 0 }, 'sc1/1': { qos: 1 }, 'sc1/2': { qos: 2 } });
      tell(`granted ${granted.map(({ topic, qos }) => `${topic}:${qos}`).join(' ')}`);
      const sender = await client('sender');
      let count = 0;
      for (const qos of [0, 1, 2] as const) {
        for (const to of [0, 1, 2]) {
          await sender.publishAsync(`sc1/${to}`, `qos ${qos}`, { qos });
          await heard('listener', ++count);
        }
      }
    },
  },
  {
    name: 'wildcards',
    async play({ client, heard }) {
      const listener = await client('wild');
      await listener.subscribeAsync(['sc2/+/temperature', 'sc2/kitchen/#']);
      const sender = await client('wild-sender');
      await sender.publishAsync('sc2/hall/temperature', '19');
      await heard('wild', 1);
      await sender.publishAsync('sc2/hall/humidity', '40');
      await sender.publishAsync('sc2/kitchen/oven/door', 'open');
      await heard('wild', 2);
      await sender.publishAsync('sc2/kitchen', 'all');
      await heard('wild', 3);
    },
  },
  {
    name: 'retained messages',
    async play({ client, heard }) {
      const sender = await client('keeper');
      await sender.publishAsync('sc3/a', 'old', { retain: true, qos: 1 });
      await sender.publishAsync('sc3/a', 'new', { retain: true, qos: 1 });
      const listener = await client('late');
      await listener.subscribeAsync('sc3/#', { qos: 1 });
      await heard('late', 1);
      await sender.publishAsync('sc3/a', 'live', { retain: true, qos: 1 });
      await heard('late', 2);
      await sender.publishAsync('sc3/a', '', { retain: true, qos: 1 });
      await heard('late', 3);
    },
  },
  {
    name: 'a will',
    async play({ client, heard }) {
      const listener = await client('mourner');
      await listener.subscribeAsync('sc4/#', { qos: 1 });
      const will = { topic: 'sc4/gone', payload: Buffer.from('cut off'), qos: 1, retain: false } as const;
      const first = await client('mortal', { will });
      first.stream.destroy();
      await heard('mourner', 1);
      const second = await client('polite', { will: { ...will, payload: Buffer.from('never sent') } });
      await second.endAsync();
      await listener.publishAsync('sc4/end', 'end', { qos: 1 });
      await heard('mourner', 2);
    },
  },
  {
    name: 'a session that is kept',
    async play({ client, heard, protocolVersion }) {
      const kept: IClientOptions =
        protocolVersion === 5 ? { clean: false, properties: { sessionExpiryInterval: 30 } } : { clean: false };
      const first = await client('sleeper', kept);
      await first.subscribeAsync('sc5/t', { qos: 1 });
      await first.endAsync();
      const sender = await client('waker');
      await sender.publishAsync('sc5/t', 'lost, QoS 0');
      await sender.publishAsync('sc5/t', 'kept 1', { qos: 1 });
      await sender.publishAsync('sc5/t', 'kept 2', { qos: 2 });
      await client('sleeper', kept);
      await heard('sleeper', 2);
      // leaves nothing behind
      const last = await client('sleeper', { clean: true });
      await last.endAsync();
    },
  },
  {
    name: 'many messages keep their order',
    async play({ client, tell }) {
      const listener = await client('reader');
      const got: number[] = [];
      listener.removeAllListeners('message');
      let done = (): void => {};
      const all = new Promise<void>((resolve) => (done = resolve));
      listener.on('message', (_topic, payload) => {
        if (got.push(Number(payload.toString())) === 2000) done();
      });
      await listener.subscribeAsync('sc6/t', { qos: 2 });
      const sender = await client('writer');
      const sent: Promise<unknown>[] = [];
      // no more than a thousand may wait for the reader
      for (let number = 0; number < 2000; number++) {
        sent.push(sender.publishAsync('sc6/t', String(number), { qos: ((number % 2) + 1) as 1 | 2 }));
        if (sent.length === 10) await Promise.all(sent.splice(0));
      }
      await all;
      const odd = got.filter((number) => number % 2 === 1);
      const even = got.filter((number) => number % 2 === 0);
      const ordered = (list: number[]) => list.every((number, index) => index === 0 || (list[index - 1] ?? 0) < number);
      tell(
        `${got.length} messages, QoS 1 ${ordered(even) ? 'in order' : 'in disorder'}, QoS 2 ${ordered(odd) ? 'in order' : 'in disorder'}`,
      );
    },
  },
  {
    name: 'large and binary payloads',
    async play({ client, tell }) {
      const listener = await client('large');
      listener.removeAllListeners('message');
      const lengths: string[] = [];
      let done = (): void => {};
      const all = new Promise<void>((resolve) => (done = resolve));
      listener.on('message', (_topic, payload) => {
        const sum = payload.reduce((total, byte) => (total + byte) % 65_536, 0);
        if (lengths.push(`${payload.length} bytes, sum ${sum}`) === 4) done();
      });
      await listener.subscribeAsync('sc7', { qos: 1 });
      for (const length of [0, 127, 70_000, 3_000_000]) {
        await listener.publishAsync('sc7', Buffer.alloc(length, 7), { qos: 1 });
      }
      await all;
      lengths.forEach(tell);
    },
  },
  {
    name: 'the same client twice',
    async play({ client, tell }) {
      const first = await client('twin');
      const closed = new Promise<void>((resolve) => first.once('close', resolve));
      await client('twin');
      await closed;
      tell('the first one was disconnected');
    },
  },
  {
    name: 'unsubscribing',
    async play({ client, heard }) {
      const listener = await client('leaver');
      await listener.subscribeAsync(['sc9/a', 'sc9/b']);
      await listener.unsubscribeAsync('sc9/a');
      await listener.publishAsync('sc9/a', 'not heard');
      await listener.publishAsync('sc9/b', 'heard');
      await heard('leaver', 1);
    },
  },
  {
    name: 'subscription options',
    versions: [5],
    async play({ client, heard }) {
      const listener = await client('chooser');
      await listener.publishAsync('sc10/r', 'kept', { retain: true, qos: 1 });
      await listener.subscribeAsync('sc10/a', { qos: 1, nl: true });
      await listener.subscribeAsync('sc10/r', { qos: 1, rap: true, rh: 2, properties: { subscriptionIdentifier: 12 } });
      await listener.publishAsync('sc10/a', 'not for myself', { qos: 1 });
      await listener.publishAsync('sc10/r', 'flag stays', { retain: true, qos: 1 });
      await heard('chooser', 1);
      await listener.publishAsync('sc10/r', '', { retain: true, qos: 1 });
      await heard('chooser', 2);
    },
  },
  {
    name: 'properties go through',
    versions: [5],
    async play({ client, heard }) {
      const listener = await client('propertied');
      await listener.subscribeAsync('sc11', { qos: 1 });
      await listener.publishAsync('sc11', '{"id":1}', {
        qos: 1,
        properties: {
          payloadFormatIndicator: true,
          contentType: 'application/json',
          responseTopic: 'sc11/answers',
          correlationData: Buffer.from('7'),
          userProperties: { trace: ['a', 'b'], origin: 'test' },
        },
      });
      await heard('propertied', 1);
    },
  },
  {
    name: 'a shared subscription',
    versions: [5],
    async play({ client, heard }) {
      const one = await client('one');
      const two = await client('two');
      await one.subscribeAsync('$share/pool/sc12', { qos: 1 });
      await two.subscribeAsync('$share/pool/sc12', { qos: 1 });
      for (let job = 1; job <= 4; job++) {
        await one.publishAsync('sc12', `job ${job}`, { qos: 1 });
        await heard(job % 2 === 1 ? 'one' : 'two', Math.ceil(job / 2));
      }
    },
  },
  {
    name: 'acknowledgements with reasons',
    versions: [5],
    async play({ client, tell }) {
      const sender = await client('reasoner');
      const packet = await sender.publishAsync('sc13/nobody', 'x', { qos: 1 });
      tell(`PUBACK ${JSON.stringify((packet as { reasonCode?: number } | undefined)?.reasonCode ?? 0)}`);
    },
  },
  {
    name: 'a request and its response',
    versions: [5],
    async play({ client, heard }) {
      const server = await client('server');
      await server.subscribeAsync('sc14/square', { qos: 1 });
      server.on('message', (_topic, payload, { properties }) => {
        const { responseTopic = '', correlationData } = properties ?? {};
        const options = correlationData === undefined ? {} : { properties: { correlationData } };
        server.publish(responseTopic, String(Number(payload.toString()) ** 2), { qos: 1, ...options });
      });
      const caller = await client('caller');
      await caller.subscribeAsync('sc14/answers/caller', { qos: 1 });
      await caller.publishAsync('sc14/square', '12', {
        qos: 1,
        properties: { responseTopic: 'sc14/answers/caller', correlationData: Buffer.from('call-1') },
      });
      await heard('server', 1);
      await heard('caller', 1);
    },
  },
];
