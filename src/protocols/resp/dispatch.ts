/** From a client's words to the command that answers them; what may not be asked now is refused here. */
import { encodeText } from '../bytes.ts';
import type { Client } from './client.ts';
import type { Args, Command } from './command.ts';
import { outOfMemory, ReplyError, wrongArity } from './errors.ts';
import { QUEUED } from './frames.ts';
import { type Commands, findByWords, fits } from './lookup.ts';
import { lower, quotable } from './words.ts';

/** How much of an unknown command and of its arguments is said again. */
const QUOTED_BYTES = 128;
/** What a client that listens may still say on RESP2. */
const WHILE_LISTENING = new Set([
  'ping',
  'subscribe',
  'unsubscribe',
  'psubscribe',
  'punsubscribe',
  'ssubscribe',
  'sunsubscribe',
  'quit',
  'reset',
]);

/** What takes effect at once though a transaction is open. */
const NEVER_QUEUED = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset']);

/** `words` has at least one. */
export function perform(client: Client, words: Args): void {
  const { instance, transactions } = client;
  client.lastActiveAt = instance.clock.now();
  let command: Command | undefined;
  try {
    command = find(instance.commands, words);
    checkArity(command, words);
    refuseNow(client, command);
    client.lastCommand = command.name;
  } catch (error) {
    refused(client, command?.name === 'exec' ? abort(client, error) : error);
    transactions.break();
    command = undefined;
  }
  if (command !== undefined) {
    if (transactions.open && !NEVER_QUEUED.has(command.name)) {
      transactions.queue(command, words);
      client.reply(QUEUED);
    } else execute(client, command, words);
  }
  if (!client.blocked) client.settleSilence();
  if (client.closeAfterReply) client.close();
  instance.blocking.serve();
}

/** The command's answer is given, be it an error. */
export function execute(client: Client, command: Command, words: Args): void {
  client.instance.counts.commands++;
  try {
    const reply = command.run?.(client, words.slice(command.name.includes('|') ? 2 : 1));
    if (reply !== undefined) client.reply(reply);
  } catch (error) {
    refused(client, error);
  }
}

/** Our own mistakes go on. */
function refused(client: Client, error: unknown): void {
  if (!(error instanceof ReplyError)) throw error;
  const { instance } = client;
  const code = error.message.split(' ', 1)[0] ?? '';
  instance.counts.errors++;
  instance.errors.set(code, (instance.errors.get(code) ?? 0) + 1);
  client.reply(error.reply);
}

/** Throws where there is no such command. */
function find(commands: Commands, words: Args): Command {
  const [name, second] = words;
  const command = findByWords(commands, words);
  if (command === undefined) {
    const container = commands.get(lower(name));
    if (container === undefined || second === undefined) throw unknown(words);
    const shown = quotable(second, QUOTED_BYTES);
    throw new ReplyError(`ERR unknown subcommand '${shown}'. Try ${container.name.toUpperCase()} HELP.`);
  }
  return command;
}

function checkArity(command: Command, words: Args): void {
  if (!fits(command, words)) throw wrongArity(command.name);
}

/** An EXEC that is refused ends its transaction. */
function abort(client: Client, error: unknown): unknown {
  if (!(error instanceof ReplyError)) return error;
  client.transactions.discard();
  return new ReplyError(`EXECABORT Transaction discarded because of: ${error.message.replace(/^ERR /, '')}`);
}

function unknown(words: Args): ReplyError {
  let args = '';
  for (const word of words.slice(1)) {
    const room = QUOTED_BYTES - encodeText(args).length;
    if (room <= 0) break;
    args += `'${quotable(word, room)}' `;
  }
  const name = quotable(words[0] as Uint8Array, QUOTED_BYTES);
  return new ReplyError(`ERR unknown command '${name}', with args beginning with: ${args}`);
}

function refuseNow(client: Client, command: Command): void {
  if (!client.authenticated && !command.flags.has('no_auth')) throw new ReplyError('NOAUTH Authentication required.');
  const { keyspace, config } = client.instance;
  if (command.flags.has('denyoom') && config.memoryBytes > 0 && keyspace.bytes > config.memoryBytes) {
    throw outOfMemory();
  }
  if (client.version === 2 && client.listens && !WHILE_LISTENING.has(command.name)) {
    throw new ReplyError(
      `ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed ` +
        'in this context',
    );
  }
}
