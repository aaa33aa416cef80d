/** MULTI, EXEC and what belongs to them. */
import { execute } from '../dispatch.ts';
import type { Handlers } from '../command.ts';
import { ReplyError } from '../errors.ts';
import { array, NULL_ARRAY, OK } from '../frames.ts';
import { text } from '../words.ts';

export const TRANSACTION_COMMANDS = {
  multi({ transactions }) {
    transactions.begin();
    return OK;
  },

  discard({ transactions }) {
    if (!transactions.open) throw new ReplyError('ERR DISCARD without MULTI');
    transactions.discard();
    return OK;
  },

  exec(client) {
    const queued = client.transactions.take();
    if (queued === undefined) return NULL_ARRAY;
    return array(client.collect(() => queued.forEach(({ command, words }) => execute(client, command, words))));
  },

  watch({ transactions }, args) {
    for (const key of args) transactions.watch(text(key));
    return OK;
  },

  unwatch({ transactions }) {
    transactions.unwatch();
    return OK;
  },
} satisfies Handlers;
