/** COMMAND: what there is to ask for, as clients look it up. */
import { encodeText } from '../../bytes.ts';
import type { Command, Handlers } from '../command.ts';
import { ReplyError, syntaxError } from '../errors.ts';
import { array, bulk, EMPTY, integer, map, NULL, type Reply, simple } from '../frames.ts';
import { globMatches } from '../glob.ts';
import { keysOf } from '../keys-of.ts';
import { type Commands, findByName, findByWords, fits } from '../lookup.ts';
import { lower } from '../words.ts';

export const COMMAND_COMMANDS = {
  command: ({ instance }) => array(Array.from(instance.commands.values(), infoOf)),
  'command|count': ({ instance }) => integer(instance.commands.size),

  'command|info'({ instance: { commands } }, args) {
    if (args.length === 0) return array(Array.from(commands.values(), infoOf));
    const found = args.map((word) => findByName(commands, lower(word)));
    return array(found.map((command) => (command === undefined ? NULL : infoOf(command))));
  },

  'command|docs'({ instance: { commands } }, args) {
    const named = args.flatMap((word) => findByName(commands, lower(word)) ?? []);
    return docsOf(args.length === 0 ? [...commands.values()] : named);
  },

  'command|list'({ instance: { commands } }, args) {
    if (args.length === 0) return array(namesOf(commands).map(bulk));
    const [filter, kind, value = new Uint8Array(0)] = args;
    if (args.length !== 3 || lower(filter) !== 'filterby') throw syntaxError();
    switch (lower(kind)) {
      case 'module':
        return EMPTY;
      case 'pattern':
        return array(
          namesOf(commands)
            .filter((name) => globMatches(value, encodeText(name)))
            .map(bulk),
        );
      case 'aclcat':
        return array(
          namesOf(commands)
            .filter((name) => findByName(commands, name)?.categories.includes(lower(value)) === true)
            .map(bulk),
        );
      default:
        throw syntaxError();
    }
  },

  'command|getkeys'({ instance: { commands } }, words) {
    const command = findByWords(commands, words);
    if (command === undefined) throw new ReplyError('ERR Invalid command specified');
    if (command.keys[0] === 0 && !command.flags.has('movablekeys')) {
      throw new ReplyError('ERR The command has no key arguments');
    }
    if (!fits(command, words)) throw new ReplyError('ERR Invalid number of arguments specified for command');
    const keys = keysOf(command, words);
    if (keys.length === 0) throw new ReplyError('ERR Invalid arguments specified for command');
    return array(keys.map(bulk));
  },
} satisfies Handlers;

function namesOf(commands: Commands): string[] {
  return [...commands.values()].flatMap(({ name, subcommands }) => [
    name,
    ...Array.from(subcommands.values(), (subcommand) => subcommand.name),
  ]);
}

/** The ten fields of COMMAND INFO; tips and key specifications are left empty. */
function infoOf({ name, arity, flags, keys, categories, subcommands }: Command): Reply {
  const marks = (texts: Iterable<string>): Reply => array(Array.from(texts, simple));
  return array([
    bulk(name),
    integer(arity),
    marks(flags),
    ...keys.map(integer),
    marks(categories.map((category) => `@${category}`)),
    EMPTY,
    EMPTY,
    array(Array.from(subcommands.values(), infoOf)),
  ]);
}

function docsOf(commands: Iterable<Command>): Reply {
  const entries = Array.from(commands, ({ name, since, group, subcommands }): [Reply, Reply] => {
    const docs: Record<string, Reply> = { since: bulk(since), group: bulk(group) };
    if (subcommands.size > 0) docs['subcommands'] = docsOf(subcommands.values());
    return [bulk(name), map(docs)];
  });
  return { kind: 'map', entries };
}
