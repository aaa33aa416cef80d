/**
 * What programs with the unmodified `ioredis` package see, told line by line: the same against any server. Every
 * scenario begins with an empty one.
 */
import { Redis, type RedisOptions } from 'ioredis';
import { telling, type Telling } from './redis-telling.ts';

export interface Stage extends Telling {
  readonly client: Redis;
  another(options?: Pick<RedisOptions, 'retryStrategy' | 'connectionName' | 'db' | 'keyPrefix'>): Promise<Redis>;
}

export interface Scenario {
  readonly name: string;
  play(stage: Stage): Promise<void>;
}

/** Runs one and gives back what it told. */
export async function perform(scenario: Scenario, port: number): Promise<string[]> {
  const lines: string[] = [];
  const told = telling(lines);
  const clients: Redis[] = [];
  const another: Stage['another'] = async (options = {}) => {
    const client = new Redis(port, '127.0.0.1', { ...options, lazyConnect: true });
    client.on('error', (error: Error) => told.hear('error', error.name));
    clients.push(client);
    await client.connect();
    return client;
  };
  const client = await another();
  await client.flushall();
  try {
    await scenario.play({ ...told, client, another });
  } finally {
    for (const one of clients) one.disconnect();
  }
  told.unasked();
  return lines;
}

const pubsub: Scenario = {
  name: 'publish, subscribe and patterns',
  async play({ client, another, tell, hear, heard, attempt }) {
    const sub = await another();
    sub.on('message', (channel, message) => hear('message', [channel, message]));
    sub.on('pmessage', (pattern, channel, message) => hear('pmessage', [pattern, channel, message]));
    tell('nobody', await client.publish('news', 'too soon'));
    tell('subscribe', await sub.subscribe('news', 'sport'));
    tell('psubscribe', await sub.psubscribe('n*'));
    tell('both', await client.publish('news', 'xin chào'));
    await heard('message', 1);
    await heard('pmessage', 1);
    tell('pubsub', [
      await client.pubsub('CHANNELS', 's*'),
      await client.pubsub('NUMSUB', 'news'),
      await client.pubsub('NUMPAT'),
    ]);
    await attempt('get while subscribed', () => sub.get('k'));
    tell('unsubscribe', await sub.unsubscribe('news', 'sport'));
    tell('pattern', await client.publish('news', 'again'));
    await heard('pmessage', 1);
    tell('punsubscribe', await sub.punsubscribe('n*'));
    tell('nobody', await client.publish('news', 'too late'));
    tell('get', await sub.get('k'));
  },
};

const reconnects: Scenario = {
  name: 'a subscriber whose connection is cut comes back and listens again',
  async play({ client, another, tell, hear, heard }) {
    const sub = await another({ retryStrategy: () => 5 });
    sub.on('message', (channel, message) => hear('message', [channel, message]));
    await sub.subscribe('c');
    const listening = async (): Promise<void> => {
      for (;;) if ((await client.pubsub('NUMSUB', 'c'))[1] === 1) return;
    };
    tell('killed', await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    tell('meanwhile', await client.publish('c', 'lost'));
    await listening();
    tell('then', await client.publish('c', 'heard'));
    await heard('message', 1);
  },
};

const pipelines: Scenario = {
  name: 'pipelines and transactions',
  async play({ client, another, tell, attempt }) {
    tell('pipeline', await client.pipeline().set('k', 'v').get('k').incr('k').lpush('l', 'a').exec());
    tell('multi', await client.multi().set('n', 1).incr('n').get('n').exec());
    const other = await another();
    await client.watch('n');
    await other.set('n', 5);
    tell('spoilt', await client.multi().incr('n').exec());
    await attempt('aborted', () => client.multi().call('BOGUS').incr('n').exec());
    await attempt('unqueued', async () => {
      await client.multi({ pipeline: false });
      await client.set('n', 7);
      await client.get('n');
      return client.exec();
    });
  },
};

const values: Scenario = {
  name: 'values: strings, lists, ends, scanning',
  async play({ client, another, tell, attempt }) {
    tell('set', [
      await client.set('k', 'v', 'EX', 100),
      await client.ttl('k'),
      await client.set('k', 'w', 'NX'),
      await client.get('k'),
    ]);
    tell('buffer', await client.getBuffer('k'));
    tell('mset', [await client.mset({ a: 1, b: 2 }), await client.mget('a', 'b', 'c')]);
    tell('incr', [await client.incr('n'), await client.incrby('n', 5), await client.decrby('n', 2)]);
    tell('list', [
      await client.rpush('l', 1, 2, 3),
      await client.lrange('l', 0, -1),
      await client.lpop('l'),
      await client.rpop('l', 5),
    ]);
    const worker = await another();
    const waiting = worker.blpop('l', 'm', 0);
    await client.ping();
    await client.rpush('m', 'x');
    tell('blpop', await waiting);
    tell('too long', await worker.brpop('l', 0.02));
    const keys: string[] = [];
    for await (const found of client.scanStream({ match: '?' })) keys.push(...(found as string[]));
    tell('scan', keys.sort());
    await attempt('wrong type', () => client.lpush('k', 'x'));
    await attempt('unknown', () => client.call('BOGUS', 'a'));
    tell('del', await client.del('a', 'b', 'c'));
  },
};

const streams: Scenario = {
  name: 'streams and groups',
  async play({ client, another, tell, attempt }) {
    tell('create', await client.xgroup('CREATE', 's', 'g', '0', 'MKSTREAM'));
    await attempt('again', () => client.xgroup('CREATE', 's', 'g', '0'));
    for (const number of [1, 2, 3]) tell('xadd', await client.xadd('s', `1-${number}`, 'n', number));
    tell('xrange', await client.xrange('s', '-', '+', 'COUNT', 2));
    tell('xread', await client.xread('COUNT', 1, 'STREAMS', 's', '0'));
    tell('an', await client.xreadgroup('GROUP', 'g', 'an', 'COUNT', 2, 'STREAMS', 's', '>'));
    const other = await another();
    tell('binh', await other.xreadgroup('GROUP', 'g', 'binh', 'STREAMS', 's', '>'));
    tell('pending', await client.xpending('s', 'g'));
    tell('ack', await client.xack('s', 'g', '1-1'));
    tell('autoclaim', await other.xautoclaim('s', 'g', 'binh', 0, '0'));
    const waiting = other.xread('BLOCK', 0, 'STREAMS', 's', '$');
    await client.ping();
    await client.xadd('s', 'MAXLEN', '=', 2, '2-1', 'n', 4);
    tell('waited', await waiting);
    tell('xlen', await client.xlen('s'));
    await attempt('no such key', () => client.xinfo('STREAM', 'nothing'));
  },
};

const options: Scenario = {
  name: 'options: a name, a database, a prefix',
  async play({ another, client, tell, attempt }) {
    const one = await another({ connectionName: 'worker-1', db: 2, keyPrefix: 'app:' });
    tell('name', await one.client('GETNAME'));
    await one.set('k', 'v');
    await client.select(2);
    tell('prefixed', await client.get('app:k'));
    tell('info', /redis_version:7\.0\.15/.test(await client.info()));
    await attempt('select', () => client.select(77));
    tell('quit', await one.quit());
  },
};

export const SCENARIOS: readonly Scenario[] = [pubsub, reconnects, pipelines, values, streams, options];
