/** Addresses of the reference part, which differ with the language. */
import { FIDELITY, type Fidelity } from '../reference/fidelity.ts';
import type { Slug } from './address.ts';

export const REFERENCE = { vi: 'tham-khao', en: 'reference' } as const satisfies Slug;

export const fidelityAddress = (protocol: string): Slug => ({
  vi: `${REFERENCE.vi}/${protocol}`,
  en: `${REFERENCE.en}/${protocol}`,
});

/** For `getStaticPaths`. */
export const fidelityPaths = (): { params: { protocol: string }; props: { page: Fidelity } }[] =>
  FIDELITY.map((page) => ({ params: { protocol: page.protocol }, props: { page } }));
