/** The connection itself: its version, its user, its database, its end. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { ReplyError, syntaxError, wrongArity } from '../errors.ts';
import { array, bulk, EMPTY, integer, map, OK, type Reply, simple } from '../frames.ts';
import { RESP_LIMITS } from '../limits.ts';
import { REDIS_VERSION } from '../redis-version.ts';
import { count, lower, text } from '../words.ts';
import { setName } from './client.ts';

const USER = 'default';
const WRONG_PASSWORD = 'WRONGPASS invalid username-password pair or user is disabled.';

export const CONNECTION_COMMANDS = {
  ping(client, args) {
    if (args.length > 1) throw wrongArity('ping');
    const [word] = args;
    if (client.version === 2 && client.listens) return array([bulk('pong'), bulk(word ?? '')]);
    return word === undefined ? simple('PONG') : bulk(word);
  },

  echo: (_client, [word]) => bulk(word as Uint8Array),

  hello,

  auth(client, args) {
    if (args.length > 2) throw syntaxError();
    const [first, second] = args;
    if (second === undefined && client.instance.config.password === '') {
      const text =
        'ERR AUTH <password> called without any password configured for the default user. ' +
        'Are you sure your configuration is correct?';
      throw new ReplyError(text);
    }
    authenticate(client, second === undefined ? USER : text(first), text(second ?? first));
    return OK;
  },

  select(client, [word]) {
    const index = count(word);
    if (index < 0 || index >= RESP_LIMITS.databases) throw new ReplyError('ERR DB index is out of range');
    client.database = index;
    return OK;
  },

  reset(client) {
    client.reset();
    return simple('RESET');
  },

  quit(client) {
    client.reply(OK);
    client.close();
    return undefined;
  },
} satisfies Handlers;

function hello(client: Client, args: Args): Reply {
  const [version] = args;
  let wanted = client.version;
  if (version !== undefined) {
    const number = count(version, () => new ReplyError('ERR Protocol version is not an integer or out of range'));
    if (number !== 2 && number !== 3) throw new ReplyError('NOPROTO unsupported protocol version');
    wanted = number;
  }
  let name: Uint8Array | undefined;
  for (let at = 1; at < args.length; at++) {
    const option = lower(args[at]);
    const left = args.length - at - 1;
    if (option === 'auth' && left >= 2) {
      authenticate(client, text(args[at + 1]), text(args[at + 2]));
      at += 2;
    } else if (option === 'setname' && left >= 1) {
      name = args[++at];
    } else throw new ReplyError(`ERR Syntax error in HELLO option '${text(args[at])}'`);
  }
  if (!client.authenticated) {
    throw new ReplyError(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> ' +
        '<pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  }
  if (name !== undefined) setName(client, name);
  client.version = wanted;
  return map({
    server: bulk('redis'),
    version: bulk(REDIS_VERSION),
    proto: integer(client.version),
    id: integer(client.id),
    mode: bulk('standalone'),
    role: bulk('master'),
    modules: EMPTY,
  });
}

/** Where no password is asked for, the default user may give any. */
function authenticate(client: Client, user: string, given: string): void {
  const { password } = client.instance.config;
  if (user !== USER || (password !== '' && given !== password)) throw new ReplyError(WRONG_PASSWORD);
  client.authenticated = true;
}
