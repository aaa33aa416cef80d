/** What libuv's handles have in common: they hold the loop while they are active, and close in two steps. */
import { afterClose, ref, unref } from '../loop.ts';
import { newAsyncId } from './async-wrap.ts';

export class Handle {
  readonly #id = newAsyncId();
  #referenced = true;
  #active = false;
  protected closed = false;

  ref(): void {
    if (this.#referenced) return;
    this.#referenced = true;
    if (this.#active) ref();
  }

  unref(): void {
    if (!this.#referenced) return;
    this.#referenced = false;
    if (this.#active) unref();
  }

  hasRef(): boolean {
    return this.#referenced && !this.closed;
  }

  getAsyncId(): number {
    return this.#id;
  }

  getProviderType(): number {
    return 0;
  }

  /** Active: something may still happen to it by itself. */
  protected setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    if (!this.#referenced) return;
    if (active) ref();
    else unref();
  }

  close(callback?: () => void): void {
    if (this.closed) return;
    this.closed = true;
    this.onClose();
    this.setActive(false);
    afterClose(() => callback?.call(this));
  }

  protected onClose(): void {}
}
