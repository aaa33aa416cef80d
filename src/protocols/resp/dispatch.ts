/** From a client's words to the command that answers them; what may not be asked now is refused here. */
import { encodeText } from '../bytes.ts';
import type { Client } from './client.ts';
import type { Args, Command } from './command.ts';
import { ReplyError, wrongArity } from './errors.ts';
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

/** `words` has at least one. */
export function perform(client: Client, words: Args): void {
  const { instance } = client;
  client.lastActiveAt = instance.clock.now();
  try {
    const command = find(instance.commands, words);
    refuseNow(client, command);
    client.lastCommand = command.name;
    instance.counts.commands++;
    run(client, command, words);
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    refused(client, error);
  }
  client.settleSilence();
  if (client.closeAfterReply) client.close();
}

function run(client: Client, command: Command, words: Args): void {
  const reply = command.run?.(client, words.slice(command.name.includes('|') ? 2 : 1));
  if (reply !== undefined) client.reply(reply);
}

function refused(client: Client, error: ReplyError): void {
  const { instance } = client;
  const code = error.message.split(' ', 1)[0] ?? '';
  instance.counts.errors++;
  instance.errors.set(code, (instance.errors.get(code) ?? 0) + 1);
  client.reply(error.reply);
}

/** Throws where there is no such command, or not with so many words. */
function find(commands: Commands, words: Args): Command {
  const [name, second] = words;
  const command = findByWords(commands, words);
  if (command === undefined) {
    const container = commands.get(lower(name));
    if (container === undefined || second === undefined) throw unknown(words);
    const shown = quotable(second, QUOTED_BYTES);
    throw new ReplyError(`ERR unknown subcommand '${shown}'. Try ${container.name.toUpperCase()} HELP.`);
  }
  if (!fits(command, words)) throw wrongArity(command.name);
  return command;
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
  if (client.version === 2 && client.listens && !WHILE_LISTENING.has(command.name)) {
    throw new ReplyError(
      `ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed ` +
        'in this context',
    );
  }
}
