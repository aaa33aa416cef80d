/** The files of a lab as the learner has them: the originals, what was edited, and the way back. */
import type { LabFiles } from '../../runtime/runtime.ts';
import type { EditStore } from './kept-edits.ts';

type Edits = Readonly<Record<string, string>>;

export class FileSet {
  readonly #store: EditStore;
  /** Undefined until they are loaded. */
  #originals = $state.raw<LabFiles | undefined>();
  /** Only what differs from the originals. */
  #edits = $state.raw<Edits>({});
  #undo = $state.raw<Edits | undefined>();
  /** Grows when texts change from outside the editor, which then takes them over. */
  revision = $state(0);

  constructor(store: EditStore) {
    this.#store = store;
  }

  get loaded(): boolean {
    return this.#originals !== undefined;
  }

  /** Edits of earlier visits are laid over the originals; those of files that are gone are dropped. */
  load(originals: LabFiles): void {
    this.#originals = originals;
    this.#edits = this.#changed(this.#store.load());
    this.revision++;
  }

  /** What to run. */
  get current(): LabFiles {
    return { ...this.#originals, ...this.#edits };
  }

  text(path: string): string | undefined {
    return this.#edits[path] ?? this.#originals?.[path];
  }

  isEdited(path: string): boolean {
    return path in this.#edits;
  }

  get anyEdited(): boolean {
    return Object.keys(this.#edits).length > 0;
  }

  get canUndo(): boolean {
    return this.#undo !== undefined;
  }

  edit(path: string, text: string): void {
    if (this.text(path) === text) return;
    this.#keep({ ...this.#edits, [path]: text });
    this.#undo = undefined;
  }

  /** Back to the originals. @returns whether there was anything to put back */
  reset(): boolean {
    if (!this.anyEdited) return false;
    const before = this.#edits;
    this.#keep({});
    this.#undo = before;
    this.revision++;
    return true;
  }

  undoReset(): void {
    if (!this.#undo) return;
    this.#keep(this.#undo);
    this.#undo = undefined;
    this.revision++;
  }

  #keep(edits: Edits): void {
    this.#edits = this.#changed(edits);
    this.#store.save(this.#edits);
  }

  #changed(edits: Edits): Edits {
    const originals = this.#originals ?? {};
    const changed = Object.entries(edits).filter(([path, text]) => path in originals && originals[path] !== text);
    return Object.fromEntries(changed);
  }
}
