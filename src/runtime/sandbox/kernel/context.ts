/** What every file of Node's library is called with: `process`, `primordials` and the registry of bindings. */

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is Node's, and it is filled by Node's own file
export type Loose = any;

/** Node's `process` while it is being put together; see `process.ts`. */
export const process: Loose = (() => {
  function process() {}
  return Object.create(Object.create(Object.prototype, { constructor: { value: process, configurable: true } }));
})();

/** Filled by Node's `internal/per_context/primordials`. */
export const primordials: Loose = {};

const bindings = new Map<string, Loose>();

/** A binding is the object that Node's library gets from `internalBinding(name)`: C++ there, ours here. */
export function provideBinding<T extends object>(name: string, binding: T): T {
  bindings.set(name, binding);
  return binding;
}

export function internalBinding(name: string): Loose {
  const binding = bindings.get(name);
  if (binding === undefined) throw new Error(`No such binding: ${name}`);
  return binding;
}
