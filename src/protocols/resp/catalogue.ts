/** Every command by its name, put together from the table and from what answers. */
import { COMMAND_TABLE, type CommandName } from './command-table.ts';
import { array, type Reply, simple } from './frames.ts';
import type { Command, Handler, Handlers } from './command.ts';
import { CLIENT_COMMANDS } from './commands/client.ts';
import { COMMAND_COMMANDS } from './commands/command.ts';
import { CONNECTION_COMMANDS } from './commands/connection.ts';
import { KEY_COMMANDS } from './commands/keys.ts';
import { LIST_COMMANDS } from './commands/lists.ts';
import { PUBSUB_COMMANDS } from './commands/pubsub.ts';
import { SERVER_COMMANDS } from './commands/server.ts';
import { STREAM_CLAIM_COMMANDS } from './commands/stream-claims.ts';
import { STREAM_GROUP_COMMANDS } from './commands/stream-groups.ts';
import { STREAM_INFO_COMMANDS } from './commands/stream-info.ts';
import { STREAM_READING_COMMANDS } from './commands/stream-reading.ts';
import { STREAM_COMMANDS } from './commands/streams.ts';
import { STRING_COMMANDS } from './commands/strings.ts';
import { TRANSACTION_COMMANDS } from './commands/transactions.ts';

/** These only hold subcommands; `command` alone is an answer too. */
type Container = 'client' | 'pubsub' | 'config' | 'xgroup' | 'xinfo';
type Answered = Exclude<CommandName, Container | `${string}|help`>;

const HANDLERS: Readonly<Record<Answered, Handler>> = {
  ...CONNECTION_COMMANDS,
  ...CLIENT_COMMANDS,
  ...PUBSUB_COMMANDS,
  ...COMMAND_COMMANDS,
  ...SERVER_COMMANDS,
  ...KEY_COMMANDS,
  ...STRING_COMMANDS,
  ...LIST_COMMANDS,
  ...TRANSACTION_COMMANDS,
  ...STREAM_COMMANDS,
  ...STREAM_READING_COMMANDS,
  ...STREAM_GROUP_COMMANDS,
  ...STREAM_CLAIM_COMMANDS,
  ...STREAM_INFO_COMMANDS,
};

export const CATALOGUE: ReadonlyMap<string, Command> = catalogue();

function catalogue(): Map<string, Command> {
  const commands = new Map<string, Command & { readonly subcommands: Map<string, Command> }>();
  for (const [name, arity, flags, first, last, step, categories, group, since] of COMMAND_TABLE) {
    const [container, subcommand] = name.split('|') as [string, string?];
    const subcommands = new Map<string, Command>();
    const command = {
      name,
      arity,
      flags: new Set(flags.split(' ').filter(Boolean)),
      keys: [first, last, step] as const,
      categories: categories.split(' '),
      group,
      since,
      run: (HANDLERS as Handlers)[name],
      subcommands,
    };
    if (subcommand === undefined) commands.set(name, command);
    else commands.get(container)?.subcommands.set(subcommand, command);
  }
  for (const command of commands.values()) {
    const help = command.subcommands.get('help');
    if (help !== undefined) command.subcommands.set('help', { ...help, run: () => helpOf(command) });
  }
  return commands;
}

function helpOf(container: Command): Reply {
  const names = Array.from(container.subcommands.keys(), (name) => name.toUpperCase()).sort();
  return array([`${container.name.toUpperCase()} has these subcommands:`, ...names].map(simple));
}
