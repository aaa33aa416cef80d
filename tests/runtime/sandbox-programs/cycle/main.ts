import def, { early, value, K, bump } from './other.ts';
import * as ns from './other.ts';

export function hoisted(): string {
  return 'hoisted from main';
}
export const later = 'later';

console.log('main', early, value, new K().x, def(), Object.keys(ns), ns);
bump();
console.log(value, ns.value, import.meta.filename.endsWith('main.ts'));
try {
  Object.assign(ns, { value: 5 });
} catch (error) {
  console.log((error as Error).constructor.name);
}
console.log(new Error('where').stack?.split('\n')[1]?.replace(/^.*\//, ''));
