/**
 * What programs with the unmodified `redis` package (node-redis) see, told line by line: the same against any server.
 * Every scenario begins with an empty one.
 */
import { createClient, type RedisClientType } from 'redis';
import { telling, type Telling } from './redis-telling.ts';

type Client = RedisClientType;

export interface Stage extends Telling {
  readonly url: string;
  readonly client: Client;
  /** One more connection; `RESP: 2` speaks the old protocol. */
  another(options?: { RESP?: 2 | 3; name?: string }): Promise<Client>;
}

export interface Scenario {
  readonly name: string;
  play(stage: Stage): Promise<void>;
}

/** Runs one and gives back what it told. */
export async function perform(scenario: Scenario, port: number): Promise<string[]> {
  const lines: string[] = [];
  const told = telling(lines);
  const clients: Client[] = [];
  const url = `redis://127.0.0.1:${port}`;
  const another: Stage['another'] = async (options = {}) => {
    const client = createClient({ url, ...options }) as unknown as Client;
    client.on('error', (error: Error) => told.hear('error', error.name));
    clients.push(client);
    await client.connect();
    return client;
  };
  const client = await another();
  await client.flushAll();
  try {
    await scenario.play({ ...told, url, client, another });
  } finally {
    for (const one of clients) if (one.isOpen) one.destroy();
  }
  told.unasked();
  return lines;
}

/** What `/ping` of a web server does: publishes, and tells how many heard it. */
const publishes: Scenario = {
  name: 'publish says how many listen; what nobody heard is gone',
  async play({ client, another, tell, hear, heard }) {
    tell('too soon', await client.publish('my_channel', 'ping'));
    const one = await another();
    await one.subscribe('my_channel', (message, channel) => hear('one', [channel, message]));
    tell('one', await client.publish('my_channel', 'ping'));
    const two = await another();
    await two.pSubscribe('my_*', (message, channel) => hear('two', [channel, message]));
    await one.pSubscribe('*channel', (message, channel) => hear('one by pattern', [channel, message]));
    tell('three times by two', await client.publish('my_channel', 'xin chào'));
    await heard('one', 2);
    await heard('two', 1);
    await heard('one by pattern', 1);
    tell('channels', await client.pubSubChannels());
    tell('numsub', await client.pubSubNumSub(['my_channel', 'other']));
    tell('numpat', await client.pubSubNumPat());
    await one.unsubscribe('my_channel');
    tell('by patterns', await client.publish('my_channel', 'again'));
    await heard('two', 1);
    await heard('one by pattern', 1);
    await two.close();
    await one.pUnsubscribe();
    tell('nobody', await client.publish('my_channel', 'too late'));
  },
};

const versions: Scenario = {
  name: 'a subscribed client may publish on RESP3, on RESP2 it may not',
  async play({ another, attempt, hear, heard }) {
    const three = await another({ RESP: 3 });
    await three.subscribe('c', (message) => hear('three', message));
    await attempt('publish', () => three.publish('c', 'from itself'));
    await heard('three', 1);
    const two = await another({ RESP: 2 });
    await two.subscribe('c', (message) => hear('two', message));
    await attempt('publish', () => two.publish('c', 'from itself'));
    await attempt('get', () => two.get('k'));
    await attempt('ping', () => two.ping());
    await two.unsubscribe();
    await attempt('get', () => two.get('k'));
    await attempt('publish', () => two.publish('c', 'to the other'));
    await heard('three', 1);
  },
};

const bytes: Scenario = {
  name: 'shard channels, and messages of bytes',
  async play({ client, another, tell, hear, heard }) {
    const one = await another();
    await one.sSubscribe('s', (message) => hear('shard', message));
    await one.subscribe('b', (message) => hear('bytes', [...message]), true);
    tell('spublish', await client.sPublish('s', 'sharded'));
    tell('publish', await client.publish('s', 'not sharded'));
    tell('bytes', await client.publish('b', Buffer.from([0, 255, 13, 10])));
    await heard('shard', 1);
    await heard('bytes', 1);
    tell('channels', await client.pubSubShardChannels());
    tell('numsub', await client.pubSubShardNumSub(['s', 't']));
  },
};

const reconnects: Scenario = {
  name: 'a subscriber whose connection is cut comes back and listens again',
  async play({ client, another, tell, hear, heard }) {
    const one = await another();
    await one.subscribe('c', (message) => hear('one', message));
    const back = new Promise((resolve) => one.once('ready', resolve));
    tell('killed', await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']));
    tell('meanwhile', await client.publish('c', 'lost'));
    await back;
    tell('then', await client.publish('c', 'heard'));
    await heard('one', 1);
    await heard('error', 1);
  },
};

const strings: Scenario = {
  name: 'strings, counters and ends',
  async play({ client, tell, attempt }) {
    tell('set', await client.set('k', 'v'));
    tell('get', await client.get('k'));
    tell('nothing', await client.get('nothing'));
    tell('nx', await client.set('k', 'w', { condition: 'NX' }));
    tell('get old', await client.set('k', 'w', { GET: true }));
    tell('ex', await client.set('k', 'x', { expiration: { type: 'EX', value: 100 } }));
    tell('ttl', await client.ttl('k'));
    tell('persist', await client.persist('k'));
    tell('ttl', await client.ttl('k'));
    tell('incr', [await client.incr('n'), await client.incrBy('n', 10), await client.decr('n')]);
    tell('mset', await client.mSet({ a: '1', b: '2' }));
    tell('mget', await client.mGet(['a', 'b', 'c']));
    tell('append', await client.append('a', 'đ'));
    tell('strlen', await client.strLen('a'));
    tell('exists', await client.exists(['a', 'b', 'c']));
    tell('type', [await client.type('a'), await client.type('c')]);
    tell('keys', (await client.keys('?')).sort());
    tell('expire', [await client.expire('a', -1), await client.get('a')]);
    tell('del', await client.del(['b', 'c']));
    await attempt('wrong type', () => client.lPush('n', 'x'));
    await attempt('no number', () => client.incr('k'));
    const found: string[] = [];
    for await (const keys of client.scanIterator({ MATCH: '*' })) found.push(...keys);
    tell('scan', found.sort());
    tell('dbsize', await client.dbSize());
  },
};

const lists: Scenario = {
  name: 'a list as a queue, and a worker that waits for it',
  async play({ client, another, tell }) {
    tell('rpush', await client.rPush('jobs', ['a', 'b', 'c']));
    tell('lrange', await client.lRange('jobs', 0, -1));
    tell('lpop', [await client.lPop('jobs'), await client.rPop('jobs'), await client.lLen('jobs')]);
    tell('lmove', await client.lMove('jobs', 'doing', 'LEFT', 'RIGHT'));
    tell('empty', [await client.lPop('jobs'), await client.lPopCount('jobs', 2)]);
    const worker = await another();
    tell('too long', await worker.blPop('jobs', 0.05));
    const job = worker.blPop(['urgent', 'jobs'], 0);
    tell('lpush', await client.lPush('jobs', 'd'));
    tell('got', await job);
    const moved = worker.blMove('jobs', 'doing', 'RIGHT', 'LEFT', 0);
    await client.rPush('jobs', 'e');
    tell('moved', await moved);
    tell('doing', await client.lRange('doing', 0, -1));
  },
};

const streams: Scenario = {
  name: 'a stream is read as often as one likes',
  async play({ client, another, tell, attempt }) {
    tell('xadd', await client.xAdd('s', '1-1', { name: 'An', age: '20' }));
    tell('xadd', await client.xAdd('s', '1-2', { name: 'Bình' }));
    await attempt('same id', () => client.xAdd('s', '1-2', { name: 'Chi' }));
    const own = await client.xAdd('s', '*', { name: 'Dũng' });
    tell('own id', /^\d{13}-0$/.test(own));
    tell('xlen', await client.xLen('s'));
    tell('xrange', await client.xRange('s', '-', '1-2'));
    tell('xrevrange', await client.xRevRange('s', '1-2', '-', { COUNT: 1 }));
    tell('xread', await client.xRead([{ key: 's', id: '1-1' }], { COUNT: 1 }));
    tell('nothing', await client.xRead({ key: 's', id: '$' }));
    const reader = await another();
    tell('too long', await reader.xRead({ key: 's', id: '$' }, { BLOCK: 30 }));
    const next = reader.xRead({ key: 's', id: '$' }, { BLOCK: 0 });
    await client.ping();
    await client.xAdd('s', '99999999999999-1', { name: 'Em' });
    tell('waited', await next);
    tell('xdel', await client.xDel('s', ['1-1', '9-9']));
    tell('xtrim', await client.xTrim('s', 'MAXLEN', 1));
    tell('xlen', await client.xLen('s'));
    const { 'radix-tree-keys': _keys, 'radix-tree-nodes': _nodes, ...info } = await client.xInfoStream('s');
    tell('xinfo', { ...info, 'recorded-first-entry-id': undefined });
  },
};

const groups: Scenario = {
  name: 'a group shares a stream, and takes over what a consumer left lying',
  async play({ client, another, tell, attempt }) {
    tell('create', await client.xGroupCreate('s', 'g', '$', { MKSTREAM: true }));
    await attempt('again', () => client.xGroupCreate('s', 'g', '$'));
    await attempt('no group', () => client.xReadGroup('nope', 'an', { key: 's', id: '>' }));
    for (const number of [1, 2, 3, 4]) await client.xAdd('s', `1-${number}`, { n: String(number) });
    tell('an', await client.xReadGroup('g', 'an', { key: 's', id: '>' }, { COUNT: 2 }));
    const other = await another();
    tell('binh', await other.xReadGroup('g', 'binh', { key: 's', id: '>' }));
    tell('nothing', await other.xReadGroup('g', 'binh', { key: 's', id: '>' }));
    tell('history', await client.xReadGroup('g', 'an', { key: 's', id: '0' }));
    tell('pending', await client.xPending('s', 'g'));
    tell('ack', await client.xAck('s', 'g', ['1-1', '1-1', '7-7']));
    tell(
      'range',
      (await client.xPendingRange('s', 'g', '-', '+', 10)).map(({ id, consumer, deliveriesCounter }) => [
        id,
        consumer,
        deliveriesCounter,
      ]),
    );
    tell('claim', await other.xClaim('s', 'g', 'binh', 0, '1-2'));
    tell('just ids', await other.xClaimJustId('s', 'g', 'chi', 0, ['1-2', '1-3']));
    tell('autoclaim', await client.xAutoClaim('s', 'g', 'an', 0, '0-0', { COUNT: 2 }));
    tell('groups', await client.xInfoGroups('s'));
    tell(
      'consumers',
      (await client.xInfoConsumers('s', 'g')).map(({ name, pending }) => [name, pending]),
    );
    const waiting = other.xReadGroup('g', 'binh', { key: 's', id: '>' }, { BLOCK: 0 });
    await client.ping();
    await client.xAdd('s', '2-1', { n: '5' });
    tell('waited', await waiting);
    tell('dismissed', await client.xGroupDelConsumer('s', 'g', 'binh'));
    tell('destroyed', await client.xGroupDestroy('s', 'g'));
  },
};

const transactions: Scenario = {
  name: 'transactions, and keys that are watched',
  async play({ client, another, tell, attempt }) {
    tell('multi', await client.multi().set('k', '1').incr('k').get('k').get('nothing').exec());
    await attempt('one fails', () => client.multi().set('k', 'v').lPush('k', 'x').get('k').exec());
    const other = await another();
    await client.watch('k');
    await other.set('k', 'changed');
    await attempt('spoilt', () => client.multi().set('k', 'mine').exec());
    await client.watch('k');
    await attempt('not spoilt', () => client.multi().set('k', 'mine').exec());
    tell('get', await client.get('k'));
  },
};

const connection: Scenario = {
  name: 'the connection: names, databases, information, errors',
  async play({ client, another, tell, attempt }) {
    const named = await another({ name: 'worker-1' });
    tell('name', await named.clientGetName());
    tell('setname', await named.clientSetName('worker-2'));
    const info = await named.clientInfo();
    tell('info', [info.name, info.db, info.sub, info.user, info.cmd, typeof info.id]);
    tell('id', (await named.clientId()) === info.id);
    tell('ping', [await client.ping(), await client.ping('xin chào')]);
    tell('echo', await client.echo('hi'));
    await named.select(3);
    await named.set('k', 'three');
    tell('databases', [await named.get('k'), await client.get('k')]);
    await attempt('select', () => named.select(99));
    tell('server', /redis_version:7\.0\.15\r\n/.test(await client.info('server')));
    tell('config', await client.configGet('maxmemory-policy'));
    await attempt('unknown', () => client.sendCommand(['BOGUS', 'a', 'b']));
    await attempt('arity', () => client.sendCommand(['GET']));
    tell('command count', (await client.commandCount()) > 100);
    tell(
      'command info',
      (await client.commandInfo(['get', 'nosuch'])).map((one) => one && [one.name, one.arity, [...one.flags]]),
    );
    await named.close();
    tell('closed', named.isOpen);
  },
};

export const SCENARIOS: readonly Scenario[] = [
  publishes,
  versions,
  bytes,
  reconnects,
  strings,
  lists,
  streams,
  groups,
  transactions,
  connection,
];
