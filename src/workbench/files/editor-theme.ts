/** How the editor looks: the site's tokens and nothing else, so that light and dark come by themselves. */
import { typescriptLanguage } from '@codemirror/lang-javascript';
import type { Language } from '@codemirror/language';
import { syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { styleTags, tagHighlighter, tags } from '@lezer/highlight';

/** The classes of `styles/code.css`: the same words are coloured alike before and after the editor has come. */
const tokens = tagHighlighter([
  { tag: [tags.keyword, tags.operator, tags.self, tags.definitionOperator, tags.updateOperator], class: 'k' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 's' },
  { tag: tags.comment, class: 'c' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
      tags.className,
      tags.typeName,
    ],
    class: 'f',
  },
  {
    tag: [
      tags.number,
      tags.bool,
      tags.null,
      tags.atom,
      tags.special(tags.variableName),
      tags.definition(tags.variableName),
    ],
    class: 'n',
  },
]);

/** Distinctions that the static code makes and the parser's own tags do not: `amqp` in `amqp.connect`, what is imported. */
export const learnerLanguage: Language = typescriptLanguage.configure({
  props: [
    styleTags({
      'MemberExpression/VariableName': tags.special(tags.variableName),
      'ImportDeclaration/VariableDefinition ImportGroup/VariableDefinition ParamList/VariableDefinition': tags.local(
        tags.variableName,
      ),
    }),
  ],
});

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--code-ink)', backgroundColor: 'transparent', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', fontVariantLigatures: 'none', lineHeight: '1.65' },
  '.cm-content': { padding: 'var(--space-3) 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 var(--space-4) 0 var(--space-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--sheet)', color: 'var(--ink-soft)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.75rem', padding: '0 var(--space-3) 0 0' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 45%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--code-mark)', outline: '1px solid var(--edge-strong)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--stamp-wash)' },
  '.cm-searchMatch': { backgroundColor: 'var(--code-mark)', outline: '1px solid var(--edge-strong)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--selected)' },
  '.cm-failed': { backgroundColor: 'var(--stamp-wash)', boxShadow: 'inset 3px 0 var(--stamp)' },
  '.cm-panels': { backgroundColor: 'var(--paper)', color: 'var(--ink)', fontFamily: 'var(--font-text)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--edge)' },
  '.cm-panel.cm-search': { padding: 'var(--space-2) var(--space-6) var(--space-2) var(--space-3)' },
  '.cm-panel.cm-search label': { fontSize: 'var(--text-xs)' },
  '.cm-textfield': {
    backgroundColor: 'var(--sheet)',
    border: '1px solid var(--edge-strong)',
    borderRadius: 'var(--radius-sm)',
    fontSize: 'var(--text-sm)',
  },
  '.cm-button': {
    backgroundColor: 'var(--sheet)',
    backgroundImage: 'none',
    border: '1px solid var(--edge-strong)',
    borderRadius: 'var(--radius-sm)',
    fontSize: 'var(--text-sm)',
  },
  '.cm-button:active': { backgroundImage: 'none', backgroundColor: 'var(--hover)' },
});

export const editorLook: Extension = [look, syntaxHighlighting(tokens)];
