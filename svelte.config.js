import { lessonPreprocess } from './src/lesson/build/markdown.ts';

export default {
  extensions: ['.svelte', '.svx'],
  preprocess: [lessonPreprocess()],
};
