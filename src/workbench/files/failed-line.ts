/** Marks the line on which the last run failed; the mark goes with its line and disappears when that is edited. */
import type { Extension } from '@codemirror/state';
import { StateEffect, StateField } from '@codemirror/state';
import type { DecorationSet } from '@codemirror/view';
import { Decoration, EditorView } from '@codemirror/view';

export interface FailedLine {
  /** From 1. */
  readonly line: number;
  /** What is said about it: tooltip and, for screen readers, description of the line. */
  readonly message: string;
}

export const markFailed = StateEffect.define<FailedLine | undefined>();

export const failedLine: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    transaction.changes.iterChangedRanges((_from, _to, from, to) => {
      const touched = (at: number): boolean =>
        at >= transaction.newDoc.lineAt(from).from && at <= transaction.newDoc.lineAt(to).from;
      next = next.update({ filter: (at) => !touched(at) });
    });
    for (const effect of transaction.effects) {
      if (effect.is(markFailed)) next = effect.value ? mark(effect.value) : Decoration.none;
    }
    return next;

    function mark({ line, message }: FailedLine): DecorationSet {
      if (line > transaction.newDoc.lines) return Decoration.none;
      const attributes = { title: message, 'aria-description': message };
      const at = transaction.newDoc.line(line).from;
      return Decoration.set([Decoration.line({ class: 'cm-failed', attributes }).range(at)]);
    }
  },
  provide: (field) => EditorView.decorations.from(field),
});
