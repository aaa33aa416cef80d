import { hoisted, later } from './main.ts';
import { x } from './leaf.ts';

export const early = hoisted();
export let value = 1;
export function bump(): void {
  value += x;
}
try {
  console.log(later);
} catch (error) {
  console.log(String(error));
}
export class K {
  x = x;
}
export default () => later;
export { later as again } from './main.ts';
export * from './leaf.ts';
await new Promise((resolve) => setTimeout(resolve, 5));
