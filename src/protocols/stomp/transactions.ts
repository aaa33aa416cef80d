/** Messages and acknowledgements that wait for their COMMIT, by the client's name for the transaction. */
import { quoted, StompError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';
import { STOMP_LIMITS } from './limits.ts';

export class Transactions {
  readonly #open = new Map<string, (() => void)[]>();
  #actions = 0;

  /** One of the same name that is open is forgotten. */
  begin(name: string): void {
    this.#drop(name);
    if (this.#open.size >= STOMP_LIMITS.transactions) throw limit('transactions', STOMP_LIMITS.transactions);
    this.#open.set(name, []);
  }

  /** Where the frame names a transaction the action waits for its commit; otherwise it is given back, to be done now. */
  schedule(frame: StompCommand, action: () => void): (() => void) | undefined {
    const name = header(frame, 'transaction');
    if (name === undefined) return action;
    const actions = this.#need(name);
    const most = STOMP_LIMITS.transactionActions;
    if (this.#actions >= most) throw limit('transactionActions', most);
    this.#actions++;
    actions.push(action);
    return undefined;
  }

  /** It is over at once; what was to be done is given back. */
  commit(name: string): () => void {
    const actions = this.#need(name);
    this.#drop(name);
    return () => actions.forEach((action) => action());
  }

  abort(name: string): void {
    this.#need(name);
    this.#drop(name);
  }

  #need(name: string): (() => void)[] {
    const actions = this.#open.get(name);
    if (actions !== undefined) return actions;
    throw new StompError('Bad transaction', `Invalid transaction identifier: ${quoted(name)}\n`);
  }

  #drop(name: string): void {
    this.#actions -= this.#open.get(name)?.length ?? 0;
    this.#open.delete(name);
  }
}

export function limit(name: string, maximum: number): StompError {
  return new StompError('Limit reached', `The limit of ${maximum} ${name} is reached.\n`, true);
}
