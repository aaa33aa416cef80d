import { b } from './b.ts';

console.log('a runs');
export interface Shape {
  readonly sides: number;
}
export const a = `a of ${b}`;
export default class Thing {
  static made = 0;
}
export * from './b.ts';
export { b as renamed } from './b.ts';
