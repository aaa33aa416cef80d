/** What is wrong with a lesson, as one sentence that names the place: it stops the build and is all an author sees. */
export interface Place {
  /** Path from the project's root, as an author would type it. */
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export class LessonError extends Error {
  readonly place: Place;

  constructor(place: Place, sentence: string) {
    const position = [place.line, place.column].filter((part) => part !== undefined);
    super(`${[place.file, ...position].join(':')}: ${sentence}`);
    this.name = 'LessonError';
    this.place = place;
    this.stack = ''; // where in the build's own code it was thrown helps no author
  }
}

const quoted = (word: string): string => `"${word}"`;

/** `"a", "b" and "c"`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1);
  if (last === undefined) return 'nothing';
  return words.length === 1 ? quoted(last) : `${words.slice(0, -1).map(quoted).join(', ')} and ${quoted(last)}`;
}
