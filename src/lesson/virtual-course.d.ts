/* eslint-disable @typescript-eslint/consistent-type-imports -- an ambient module cannot import by a relative path */
declare module 'virtual:course' {
  export const course: import('./course.ts').Course;
  export const sources: import('./build/integration.ts').CourseModule['sources'];
}

declare module '*.svx' {
  export const headings: readonly import('./build/prose.ts').Heading[];
  const component: import('svelte').Component;
  export default component;
}
