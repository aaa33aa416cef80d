/** The members of one shared subscription (5.0 §4.8.2). They take turns in the order in which they joined. */
import type { Message } from '../../broker/index.ts';

export class ShareGroup<Member = unknown> {
  readonly #turn: Member[] = [];
  #message = 0;
  #chosen: Member | undefined;

  get empty(): boolean {
    return this.#turn.length === 0;
  }

  join(member: Member): void {
    if (!this.#turn.includes(member)) this.#turn.push(member);
  }

  leave(member: Member): void {
    const place = this.#turn.indexOf(member);
    if (place >= 0) this.#turn.splice(place, 1);
  }

  /** The one member who gets this message, however often it is asked. */
  chosen(message: Message): Member | undefined {
    if (this.#message !== message.id) {
      this.#message = message.id;
      this.#chosen = this.#turn.shift();
      if (this.#chosen !== undefined) this.#turn.push(this.#chosen);
    }
    return this.#chosen;
  }
}
