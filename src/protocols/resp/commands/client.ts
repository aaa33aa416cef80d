/** CLIENT: who is connected, under which name, and who is to go. */
import type { Client } from '../client.ts';
import type { Args, Handlers } from '../command.ts';
import { ReplyError, syntaxError } from '../errors.ts';
import { bulk, bulkOrNull, integer, OK } from '../frames.ts';
import { count, lower, text } from '../words.ts';

const PRINTABLE = /^[!-~]*$/;
const TYPES = ['normal', 'master', 'replica', 'slave', 'pubsub'];

export const CLIENT_COMMANDS = {
  'client|id': (client) => integer(client.id),
  'client|info': (client) => bulk(`${describe(client)}\n`),
  'client|getname': (client) => bulkOrNull(client.name === '' ? undefined : client.name),

  'client|setname'(client, [name]) {
    setName(client, name as Uint8Array);
    return OK;
  },

  'client|setinfo'(client, [option, value]) {
    const name = lower(option);
    if (name !== 'lib-name' && name !== 'lib-ver') {
      throw new ReplyError(`ERR Unrecognized option '${text(option)}'`);
    }
    if (!PRINTABLE.test(text(value))) {
      throw new ReplyError(`ERR ${name} cannot contain spaces, newlines or special characters.`);
    }
    client.library[name === 'lib-name' ? 'name' : 'version'] = text(value);
    return OK;
  },

  'client|no-evict'(client, [word]) {
    client.noEvict = onOrOff(word);
    return OK;
  },

  'client|reply'(client, [word]) {
    switch (lower(word)) {
      case 'on':
        client.silence = undefined;
        return OK;
      case 'off':
        client.silence = 'off';
        return undefined;
      case 'skip':
        if (client.silence !== 'off') client.silence = 'skip-next';
        return undefined;
      default:
        throw syntaxError();
    }
  },

  'client|unblock'(client, [id, how]) {
    const wanted = count(id);
    const way = how === undefined ? 'timeout' : lower(how);
    if (way !== 'timeout' && way !== 'error') {
      throw new ReplyError('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR');
    }
    const { clients, blocking } = client.instance;
    const target = clients.get(wanted);
    const late = target === undefined ? undefined : blocking.lateReply(target);
    if (target === undefined || late === undefined) return integer(0);
    const error = new ReplyError('UNBLOCKED client unblocked via CLIENT UNBLOCK');
    blocking.end(target, way === 'error' ? error.reply : late);
    return integer(1);
  },

  'client|list'(client, args) {
    return bulk(
      listed(client, args)
        .map((one) => `${describe(one)}\n`)
        .join(''),
    );
  },

  'client|kill'(client, args) {
    if (args.length === 1) {
      const victim = all(client).find((one) => one.address === text(args[0]));
      if (victim === undefined) throw new ReplyError('ERR No such client');
      end(victim, client);
      return OK;
    }
    const victims = toKill(client, args);
    for (const victim of victims) end(victim, client);
    return integer(victims.length);
  },
} satisfies Handlers;

/** Throws where the name could not stand in a list. */
export function setName(client: Client, name: Uint8Array): void {
  if (!PRINTABLE.test(text(name))) {
    throw new ReplyError('ERR Client names cannot contain spaces, newlines or special characters.');
  }
  client.name = text(name);
}

function onOrOff(word: Uint8Array | undefined): boolean {
  const option = lower(word);
  if (option !== 'on' && option !== 'off') throw syntaxError();
  return option === 'on';
}

function all(client: Client): Client[] {
  return [...client.instance.clients.values()];
}

function typeOf(client: Client): string {
  return client.listens ? 'pubsub' : 'normal';
}

function checkType(word: Uint8Array | undefined): string {
  const type = lower(word);
  if (!TYPES.includes(type)) throw new ReplyError(`ERR Unknown client type '${text(word)}'`);
  return type;
}

function listed(client: Client, args: Args): Client[] {
  if (args.length === 0) return all(client);
  const option = lower(args[0]);
  if (option === 'type' && args.length === 2) {
    const type = checkType(args[1]);
    return all(client).filter((one) => typeOf(one) === type);
  }
  if (option !== 'id' || args.length < 2) throw syntaxError();
  const ids = args.slice(1).map((word) => count(word, () => new ReplyError('ERR Invalid client ID')));
  return ids.flatMap((id) => client.instance.clients.get(id) ?? []);
}

/** Every option narrows the choice further; whoever asks is spared unless it says otherwise. */
function toKill(client: Client, args: Args): Client[] {
  const filters: ((one: Client) => boolean)[] = [];
  let skipMe = true;
  for (let at = 0; at < args.length; at += 2) {
    const value = args[at + 1];
    if (value === undefined) throw syntaxError();
    switch (lower(args[at])) {
      case 'id': {
        const refusal = (): ReplyError => new ReplyError('ERR client-id should be greater than 0');
        const id = count(value, refusal);
        if (id < 1) throw refusal();
        filters.push((one) => one.id === id);
        break;
      }
      case 'addr':
        filters.push((one) => one.address === text(value));
        break;
      case 'type': {
        const type = checkType(value);
        filters.push((one) => typeOf(one) === type);
        break;
      }
      case 'user':
        if (text(value) !== 'default') throw new ReplyError(`ERR No such user '${text(value)}'`);
        filters.push((one) => one.authenticated);
        break;
      case 'skipme':
        if (!['yes', 'no'].includes(lower(value))) throw syntaxError();
        skipMe = lower(value) === 'yes';
        break;
      default:
        throw syntaxError();
    }
  }
  const candidates = all(client).filter((one) => !skipMe || one !== client);
  return candidates.filter((one) => filters.every((matches) => matches(one)));
}

/** A client that ends itself hears the answer first. */
function end(victim: Client, by: Client): void {
  if (victim === by) by.closeAfterReply = true;
  else victim.cut('killed');
}

/** Told because programs look for them: there is no such buffer here, or it is not counted. */
const NOT_COUNTED = ['qbuf', 'qbuf-free', 'argv-mem', 'multi-mem', 'rbs', 'rbp', 'obl', 'oll'];

/** One line of CLIENT LIST: what can be told of a client. */
function describe(client: Client): string {
  const now = client.instance.clock.now();
  const seconds = (since: number): number => Math.floor((now - since) / 1000);
  const { channel, pattern, shard } = client.subscriptions;
  const fields: [string, string | number][] = [
    ['id', client.id],
    ['addr', client.address],
    ['name', client.name],
    ['age', seconds(client.connectedAt)],
    ['idle', seconds(client.lastActiveAt)],
    ['flags', flags(client)],
    ['db', client.database],
    ['sub', channel.size],
    ['psub', pattern.size],
    ['ssub', shard.size],
    ['multi', client.transactions.length],
    ...NOT_COUNTED.map((name): [string, number] => [name, 0]),
    ['omem', client.unsentBytes],
    ['tot-mem', client.unsentBytes],
    ['events', 'r'],
    ['cmd', client.lastCommand],
    ['user', 'default'],
    ['redir', -1],
    ['resp', client.version],
    ['lib-name', client.library.name],
    ['lib-ver', client.library.version],
  ];
  return fields.map(([name, value]) => `${name}=${value}`).join(' ');
}

/** `N` where there is nothing to say. */
function flags(client: Client): string {
  const letters = [
    client.listens && 'P',
    client.transactions.open && 'x',
    client.blocked && 'b',
    client.noEvict && 'e',
  ].filter((letter) => letter !== false);
  return letters.length === 0 ? 'N' : letters.join('');
}
