/** Sizes of what the scene draws, in CSS pixels. */
import type { StationKind } from './moves.ts';

/** Every box is a symbol with its kind above and two lines of words below: alike in height, so that lines run straight. */
export const BOX_HEIGHT = 88;
/** From the top of a box to the middle of its symbol. */
export const SYMBOL_MIDDLE = 36;
export const SYMBOL_HEIGHT = 40;

export type Widths = Readonly<Record<StationKind, number>>;
export const WIDTHS: Widths = { process: 112, exchange: 112, queue: 160, port: 84 };
/** Where there is less room. */
export const COMPACT: Widths = { process: 92, exchange: 96, queue: 124, port: 64 };
