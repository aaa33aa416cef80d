/** Parts of Node that the sandbox lacks say so by name when they are used, not when they are imported. */
export class UnsupportedError extends Error {
  readonly code = 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
  constructor(feature: string) {
    super(`${feature} is not available in the sandbox; run this lab in the WebContainer or in Node.js`);
  }
}

/** Function or class by that name which throws as soon as it is called or constructed. */
export function unsupported(feature: string): never {
  const name = feature.slice(feature.lastIndexOf('.') + 1);
  const fail = {
    [name]: function () {
      throw new UnsupportedError(feature);
    },
  }[name];
  return fail as never;
}

/** `{ spawn: …, exec: … }` of `child_process`, each throwing by its own name. */
export function unsupportedModule<Names extends string>(module: string, names: readonly Names[]): Record<Names, never> {
  return Object.fromEntries(names.map((name) => [name, unsupported(`${module}.${name}`)])) as Record<Names, never>;
}
