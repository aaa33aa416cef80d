/** Finding a command by what a client has said. */
import type { Command } from './command.ts';
import { lower } from './words.ts';

export type Commands = ReadonlyMap<string, Command>;

/** By its whole name in lower case, as `client|id`. */
export function findByName(commands: Commands, name: string): Command | undefined {
  const [container = '', subcommand] = name.split('|');
  const command = commands.get(container);
  return subcommand === undefined ? command : command?.subcommands.get(subcommand);
}

/** By the first word or the first two; undefined where either is unknown. */
export function findByWords(commands: Commands, words: readonly Uint8Array[]): Command | undefined {
  const command = commands.get(lower(words[0]));
  if (command === undefined || command.subcommands.size === 0 || words.length < 2) return command;
  return command.subcommands.get(lower(words[1]));
}

/** Whether the command takes so many words, its name included. */
export function fits({ arity }: Command, words: readonly Uint8Array[]): boolean {
  return arity > 0 ? words.length === arity : words.length >= -arity;
}
