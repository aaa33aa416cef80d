/** The editor itself: one view, one state per file, so that each file keeps its own undo history and selection. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, Prec } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Language } from '../../strings/index.ts';
import { EDITOR_PHRASES } from './editor-phrases.ts';
import { editorLook, learnerLanguage } from './editor-theme.ts';
import type { FailedLine } from './failed-line.ts';
import { failedLine, markFailed } from './failed-line.ts';

export interface CodeEditorOptions {
  readonly parent: HTMLElement;
  readonly language: Language;
  /** Accessible name of a file's editor. */
  readonly label: (path: string) => string;
  /** Id of the element that tells how to leave the editor. */
  readonly describedBy: string;
  readonly onEdit: (path: string, text: string) => void;
  readonly onRun: () => void;
}

export class CodeEditor {
  readonly #options: CodeEditorOptions;
  readonly #view: EditorView;
  /** Of the files that are not in sight. */
  readonly #states = new Map<string, EditorState>();
  #path = '';

  constructor(options: CodeEditorOptions) {
    this.#options = options;
    this.#view = new EditorView({ parent: options.parent });
  }

  /** Brings a file into sight; `text` counts where it is not the one that the editor has. */
  show(path: string, text: string): void {
    if (path !== this.#path) {
      if (this.#path !== '') this.#states.set(this.#path, this.#view.state);
      this.#path = path;
      this.#view.setState(this.#states.get(path) ?? this.#state(path, text));
    }
    const { state } = this.#view;
    if (state.doc.toString() === text) return;
    this.#view.dispatch({ changes: { from: 0, to: state.doc.length, insert: text }, userEvent: 'input.replace' });
  }

  /** Texts have changed from outside: the files that are out of sight are taken anew when they come back. */
  forgetOthers(): void {
    this.#states.clear();
  }

  /** Puts cursor and focus there; `line` and `column` from 1. */
  goTo(line: number, column = 1): void {
    const { doc } = this.#view.state;
    const target = doc.line(Math.min(Math.max(1, line), doc.lines));
    const anchor = Math.min(target.from + Math.max(0, column - 1), target.to);
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    this.#view.focus();
  }

  mark(failed: FailedLine | undefined): void {
    this.#view.dispatch({ effects: markFailed.of(failed) });
  }

  destroy(): void {
    this.#view.destroy();
  }

  #state(path: string, text: string): EditorState {
    const { language, label, describedBy, onEdit, onRun } = this.#options;
    const run = (): boolean => {
      onRun();
      return true;
    };
    return EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: false }),
        // Tab indents; Esc, then Tab leaves: CodeMirror's own way out for the keyboard
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        learnerLanguage,
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        EditorState.phrases.of(EDITOR_PHRASES[language]),
        // editable content can be focused without it, but checkers of the page only believe the attribute
        EditorView.contentAttributes.of({ 'aria-label': label(path), 'aria-describedby': describedBy, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onEdit(path, update.state.doc.toString());
        }),
        failedLine,
        editorLook,
      ],
    });
  }
}
