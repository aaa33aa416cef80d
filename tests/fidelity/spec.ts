/** How the features of a protocol are told apart: each names the dialogues and programs that hold it. */
import type { Both, FidelitySource } from '../../src/reference/fidelity.ts';

export interface Source extends Omit<FidelitySource, 'compared' | 'alike'> {
  /** Names of its dialogues or programs. */
  readonly items: readonly string[];
  /** Those in which our broker answers otherwise, as the tests list them. */
  readonly different: readonly string[];
}

export interface FeatureSpec {
  readonly title: Both;
  /** Source → how the names of its items begin that are about this. */
  readonly checks?: Readonly<Record<string, readonly string[]>>;
  /** Required where one of the items is different: is it the broker, or only the recording? */
  readonly differs?: 'broker' | 'recording';
  readonly remark?: Both;
  /** For what no real broker was asked: whether it is done. */
  readonly unasked?: 'documented' | 'absent';
  /** For what no real broker was asked: a test file, and words of a test in it that hold it. */
  readonly test?: readonly [file: string, words: string];
}

export interface ProtocolSpec {
  readonly protocol: string;
  readonly name: string;
  readonly sources: readonly Source[];
  readonly areas: readonly { readonly title: Both; readonly features: readonly FeatureSpec[] }[];
}
