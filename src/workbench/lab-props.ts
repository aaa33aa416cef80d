/** What a lesson page hands to its lab: little enough to stand in an attribute, enough to draw the lab without its files. */
import type { LabSpec } from '../lesson/schema.ts';
import type { Language } from '../strings/index.ts';

export interface LabProps {
  readonly language: Language;
  readonly slug: string;
  readonly spec: LabSpec;
  /** Files of the lab in the order of their tabs. */
  readonly paths: readonly string[];
  /** Where the lab's files are served, as a `Lab` in JSON. */
  readonly url: string;
  /**
   * Path → highlighted source as HTML of a `<pre>`. Handed in where the page is rendered and not serialised: in the
   * browser it stays as the server wrote it, until the editor takes its place.
   */
  readonly sources?: Readonly<Record<string, string>> | undefined;
}
