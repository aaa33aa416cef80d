/** The components that a lesson may use without importing them, with their attributes; README.md shows each one. */
export interface ProseComponent {
  /** In this folder. */
  readonly file: string;
  /** Attribute → its allowed values, or `true` for any text. */
  readonly attributes: Readonly<Record<string, true | readonly string[]>>;
  readonly required?: readonly string[];
  /** Stands inside a sentence; the others stand on lines of their own. */
  readonly inline?: true;
}

export const proseComponents: Readonly<Record<string, ProseComponent>> = {
  Note: { file: 'Note.svelte', attributes: { kind: ['info', 'warning'], title: true } },
  Errata: {
    file: 'Errata.svelte',
    attributes: { source: ['S0', 'S1', 'S2', 'S3', 'S4'], says: true },
    required: ['source', 'says'],
  },
  Reveal: { file: 'Reveal.svelte', attributes: { summary: true }, required: ['summary'] },
  Figure: { file: 'Figure.svelte', attributes: { caption: true }, required: ['caption'] },
  Term: { file: 'Term.svelte', attributes: { gloss: true }, required: ['gloss'], inline: true },
};
