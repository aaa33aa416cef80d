/** `internalBinding('util')`: what `util.inspect` and friends ask of the engine, as far as JavaScript can tell it. */
import { type Loose, provideBinding } from '../context.ts';
import { nodeModule } from '../library.ts';

/** A table of symbols that grows as they are asked for. */
const symbolTable = (): Record<string, symbol> =>
  new Proxy({} as Record<string, symbol>, {
    get: (table, name) => (typeof name === 'string' ? (table[name] ??= Symbol(name)) : undefined),
  });

export const privateSymbols = symbolTable();

const ONLY_ENUMERABLE = 2;
const isIndex = (key: PropertyKey): boolean =>
  typeof key === 'string' && /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

function getOwnNonIndexProperties(value: object, filter: number): PropertyKey[] {
  const keys = Reflect.ownKeys(value).filter((key) => !isIndex(key));
  if (filter !== ONLY_ENUMERABLE) return keys;
  return keys.filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
}

function getConstructorName(value: object): string {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof made === 'function' && made.name !== '') return made.name;
  }
  return 'Object';
}

/** What is left of an iterator or stands in a WeakMap: no engine tells. */
function previewEntries(_value: object, isIterator?: boolean): unknown {
  return isIterator === true ? [[], false] : [];
}

/** `lib`'s own `require` with a property that is loaded when it is first read. */
function defineLazyProperties(target: object, id: string, keys: string[], enumerable = true): void {
  for (const key of keys) {
    const settle = (value: unknown): unknown => {
      Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable });
      return value;
    };
    Object.defineProperty(target, key, {
      configurable: true,
      enumerable,
      get: () => settle((nodeModule(id) as Record<string, unknown>)[key]),
      set: settle,
    });
  }
}

/** Held strongly: what it is for (a WeakRef counted by C++) does not arise here. */
class WeakReference {
  readonly #value: unknown;
  constructor(value: unknown) {
    this.#value = value;
  }
  get(): unknown {
    return this.#value;
  }
  incRef(): void {}
  decRef(): void {}
}

/** libuv's kinds in the order of Node's `handleTypes`. */
const PIPE = 4;
const INVALID = 6;

provideBinding('util', {
  constants: {
    kPending: 0,
    kFulfilled: 1,
    kRejected: 2,
    kExiting: 0,
    kExitCode: 1,
    kHasExitCode: 2,
    ALL_PROPERTIES: 0,
    ONLY_WRITABLE: 1,
    ONLY_ENUMERABLE,
    ONLY_CONFIGURABLE: 4,
    SKIP_STRINGS: 8,
    SKIP_SYMBOLS: 16,
    kDisallowCloneAndTransfer: 0,
    kTransferable: 1,
    kCloneable: 2,
  },
  privateSymbols,
  shouldAbortOnUncaughtToggle: [0],
  getOwnNonIndexProperties,
  getConstructorName,
  previewEntries,
  defineLazyProperties,
  WeakReference,
  getPromiseDetails: () => [0, undefined], // always pending: no engine tells
  getProxyDetails: () => undefined,
  getCallerLocation: () => undefined,
  getExternalValue: () => 0n,
  getCallSites: () => [],
  isInsideNodeModules: () => true,
  isArrayBufferDetached: (buffer: ArrayBuffer) => (buffer as ArrayBuffer & { detached: boolean }).detached,
  arrayBufferViewHasBuffer: () => true,
  constructSharedArrayBuffer: (size: number) => new SharedArrayBuffer(size),
  guessHandleType: (fd: number) => (fd >= 0 && fd <= 2 ? PIPE : INVALID),
  isConstructor(value: Loose) {
    try {
      Reflect.construct(Object, [], value as NewableFunction);
      return true;
    } catch {
      return false;
    }
  },
  parseEnv: () => ({}),
  sleep() {},
});

provideBinding('symbols', symbolTable());
