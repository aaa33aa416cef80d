/** Every word of the interface, one typed table per language. A key missing in one language does not compile. */
import { reference } from './reference.ts';
import { site } from './site.ts';
import { workbench } from './workbench.ts';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = 'vi';

export { reference, site, workbench };
