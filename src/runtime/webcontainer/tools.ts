/** Our own files inside the container, beside the labs' folders: text of programs that run there, not here. */
import preload from './preload.cjs?raw';
import selfTest from './self-test.cjs?raw';
import typesHook from './types-hook.mjs?raw';

/** Folder below the container's own. */
export const TOOLS = 'tools';
export const PRELOAD = `${TOOLS}/preload.cjs`;
export const SELF_TEST = 'self-test.cjs';
export const BROKER = 'broker.mjs';

export const toolFiles = { 'preload.cjs': preload, 'types-hook.mjs': typesHook, [SELF_TEST]: selfTest };
