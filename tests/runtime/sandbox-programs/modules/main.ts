import { createRequire } from 'node:module';
import def, { a, type Shape } from './lib/a.ts';
import * as everything from './lib/a.ts';
import data from './data.json' with { type: 'json' };
// @ts-expect-error -- a file of the test, without types
import plain, { named } from './plain.cjs';

const shape: Shape = { sides: 4 };
console.log(def, a, shape, Object.keys(everything), data, plain, named);
console.log(
  import.meta.filename.endsWith('main.ts'),
  import.meta.dirname === process.cwd(),
  import.meta.url.startsWith('file://'),
);
console.log(import.meta.resolve('./lib/a.ts') === new URL('./lib/a.ts', import.meta.url).href);
const require = createRequire(import.meta.url);
console.log(require('./plain.cjs') === plain, require('./data.json').list, typeof require('node:net').connect);
const late = await import('./lib/late.ts');
console.log(late, late.default());
const name = './lib/' + 'late' + '.ts';
console.log((await import(name)) === late);
for (const wrong of ['./không-có.ts', 'không-có', 'node:không-có', './broken.ts']) {
  await import(wrong).catch((error: NodeJS.ErrnoException) => console.log(error.name, error.code));
}
try {
  require('./không-có');
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}
console.log(typeof globalThis.require, typeof module, typeof __filename);
