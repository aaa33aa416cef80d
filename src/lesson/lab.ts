/** A lab as the page gets it: what to run and the files to run it with. Served as `/labs/<slug>.json`. */
import type { LabSpec } from './schema.ts';

export interface Lab {
  readonly slug: string;
  readonly spec: LabSpec;
  /** Path inside `lab/` → text; always with a `package.json` (`"type": "module"`, the libraries with their versions). */
  readonly files: Readonly<Record<string, string>>;
}

/** Path → highlighted HTML (`<pre class="code">…`): what the page shows of a lab before its editor is there. */
export type LabSources = Readonly<Record<string, string>>;
