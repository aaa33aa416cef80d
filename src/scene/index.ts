/** The scene's door: trace → picture → drawing and words; pure, no DOM. */
export { advance } from './advance.ts';
export { layOut } from './layout.ts';
export { SYMBOL_HEIGHT, SYMBOL_MIDDLE } from './sizes.ts';
export type { Box, Edge, Layout } from './layout.ts';
export { movesOf, station } from './moves.ts';
export type { Move, Station } from './moves.ts';
export { BROKER_PROCESS, EMPTY_PICTURE, headOf, pictureBefore, readyCount } from './picture.ts';
export type { Picture, ProcessPicture, QueuePicture } from './picture.ts';
export { say } from './words/index.ts';
export type { SceneLanguage } from './words/index.ts';
