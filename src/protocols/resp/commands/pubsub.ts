/** Publish and subscribe. Every channel named in a subscription is confirmed on its own, on RESP3 as a push. */
import type { Space } from '../channels.ts';
import type { Client } from '../client.ts';
import type { Args, Handler, Handlers } from '../command.ts';
import { ReplyError } from '../errors.ts';
import { array, bulk, integer, NULL, type Reply } from '../frames.ts';
import { text } from '../words.ts';

export const PUBSUB_COMMANDS = {
  subscribe: subscribing('channel', 'subscribe'),
  psubscribe: subscribing('pattern', 'psubscribe'),
  ssubscribe: subscribing('shard', 'ssubscribe'),
  unsubscribe: unsubscribing('channel', 'unsubscribe'),
  punsubscribe: unsubscribing('pattern', 'punsubscribe'),
  sunsubscribe: unsubscribing('shard', 'sunsubscribe'),
  publish: publishing('channel'),
  spublish: publishing('shard'),

  'pubsub|channels': (client, args) => names(client, 'channel', 'CHANNELS', args),
  'pubsub|shardchannels': (client, args) => names(client, 'shard', 'SHARDCHANNELS', args),
  'pubsub|numsub': (client, args) => counts(client, 'channel', args),
  'pubsub|shardnumsub': (client, args) => counts(client, 'shard', args),
  'pubsub|numpat': (client) => integer(client.instance.channels.patternCount),
} satisfies Handlers;

function subscribing(space: Space, word: string): Handler {
  return (client, args) => {
    for (const name of args) {
      if (client.instance.channels.subscribe(space, name, client)) client.subscriptions[space].add(text(name));
      confirm(client, [bulk(word), bulk(name), integer(countIn(client, space))]);
    }
    return undefined;
  };
}

/** Without names: from all; where there are none, that is said too. */
function unsubscribing(space: Space, word: string): Handler {
  return (client, args) => {
    const held = client.subscriptions[space];
    const names = args.length > 0 ? args.map(text) : [...held];
    for (const name of names) {
      held.delete(name);
      client.instance.channels.unsubscribe(space, name, client);
      confirm(client, [bulk(word), bulk(name), integer(countIn(client, space))]);
    }
    if (names.length === 0) confirm(client, [bulk(word), NULL, integer(countIn(client, space))]);
    return undefined;
  };
}

function confirm(client: Client, items: readonly Reply[]): void {
  client.push({ kind: 'push', items });
}

/** Shard channels are counted apart. */
function countIn(client: Client, space: Space): number {
  return space === 'shard' ? client.subscriptions.shard.size : client.subscriptionCount;
}

/** Whichever database the client has selected: channels know none. */
function publishing(space: 'channel' | 'shard'): Handler {
  return ({ instance, connection }, [name, body]) =>
    integer(instance.channels.publish(space, name as Uint8Array, body as Uint8Array, connection));
}

function names({ instance }: Client, space: 'channel' | 'shard', word: string, args: Args): Reply {
  if (args.length > 1) {
    throw new ReplyError(`ERR unknown subcommand or wrong number of arguments for '${word}'. Try PUBSUB HELP.`);
  }
  return array(instance.channels.names(space, args[0]).map(bulk));
}

function counts({ instance }: Client, space: 'channel' | 'shard', args: Args): Reply {
  return array(args.flatMap((name) => [bulk(name), integer(instance.channels.listeners(space, name))]));
}
