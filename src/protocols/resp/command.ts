/** What a command is: a row of the table of names, and a function that answers it. */
import type { Client } from './client.ts';
import type { Reply } from './frames.ts';
import type { CommandName } from './command-table.ts';

/** A client's words behind the command's name, and behind its subcommand's. */
export type Args = readonly Uint8Array[];

/** Without a reply of its own: it has said what is to be said, or says nothing, or will answer later. */
export type Handler = (client: Client, args: Args) => Reply | undefined;
export type Handlers = { readonly [name in CommandName]?: Handler };

export interface Command {
  /** In lower case; a subcommand's with its container's, as `client|id`. */
  readonly name: CommandName;
  /** With the name; negative: at least so many. */
  readonly arity: number;
  readonly flags: ReadonlySet<string>;
  /** Which words are keys: first, last (-1: the last word) and how many words from one to the next. 0: none. */
  readonly keys: readonly [first: number, last: number, step: number];
  readonly categories: readonly string[];
  readonly group: string;
  /** The version of Redis that had it first. */
  readonly since: string;
  readonly run: Handler | undefined;
  /** By their own names, where the command is only their container. */
  readonly subcommands: ReadonlyMap<string, Command>;
}
