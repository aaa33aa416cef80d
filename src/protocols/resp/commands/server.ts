/** The server's settings and what it tells of itself. */
import { ConfigError } from '../config.ts';
import type { Client } from '../client.ts';
import type { Handlers } from '../command.ts';
import { ReplyError, wrongArity } from '../errors.ts';
import { array, bulk, OK } from '../frames.ts';
import { globMatches } from '../glob.ts';
import { info } from '../info.ts';
import { lower, text } from '../words.ts';
import { encodeText } from '../../bytes.ts';

export const SERVER_COMMANDS = {
  info(client, args) {
    const bytes = encodeText(info(client.instance, args.map(lower)));
    return { kind: 'verbatim', format: 'txt', bytes };
  },

  time({ instance }) {
    const now = instance.clock.now();
    return array([bulk(String(Math.floor(now / 1000))), bulk(String(Math.floor((now % 1000) * 1000)))]);
  },

  'config|get'({ instance }, args) {
    const found = new Map<string, string>();
    for (const word of args) {
      const wanted = text(word);
      const pattern = encodeText(lower(word));
      for (const [name, value] of instance.config.entries()) {
        // who asks for one by its name hears it as it was said
        if (name === lower(word)) found.set(wanted, value);
        else if (globMatches(pattern, encodeText(name))) found.set(name, value);
      }
    }
    return { kind: 'map', entries: Array.from(found, ([name, value]) => [bulk(name), bulk(value)] as const) };
  },

  'config|set'(client, args) {
    if (args.length % 2 !== 0) throw wrongArity('config|set');
    for (let at = 0; at < args.length; at += 2) configure(client, lower(args[at]), text(args[at + 1]));
    return OK;
  },

  'config|resetstat'({ instance }) {
    instance.resetCounts();
    return OK;
  },
} satisfies Handlers;

function configure({ instance }: Client, name: string, value: string): void {
  const { config } = instance;
  if (!config.has(name)) {
    throw new ReplyError(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
  }
  try {
    config.set(name, value);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ReplyError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${error.message}`);
  }
}
