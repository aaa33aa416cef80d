/** `internalBinding('types')`: what a value is, told by its internal slots and not by its prototype. */
import { provideBinding } from '../context.ts';

type Test = (value: unknown) => boolean;

/** A getter or method that throws on anything without the slot it reads. */
function slot(prototype: object, key: PropertyKey): Test {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  const read = (descriptor?.get ?? descriptor?.value) as (this: unknown) => unknown;
  return (value) => {
    try {
      read.call(value);
      return true;
    } catch {
      return false;
    }
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const boxed = (prototype: object): Test => {
  const test = slot(prototype, 'valueOf');
  return (value) => isObject(value) && test(value);
};
const tagged =
  (tag: string): Test =>
  (value) =>
    isObject(value) && Object.prototype.toString.call(value) === `[object ${tag}]`;
const functionOf = (...samples: unknown[]): Test => {
  const prototypes = samples.map((sample) => Object.getPrototypeOf(sample) as object);
  return (value) => typeof value === 'function' && prototypes.some((it) => isPrototypeOf.call(it, value));
};
const { isPrototypeOf } = Object.prototype;

const isArrayBuffer = slot(ArrayBuffer.prototype, 'byteLength');
const isSharedArrayBuffer: Test =
  typeof SharedArrayBuffer === 'undefined' ? () => false : slot(SharedArrayBuffer.prototype, 'byteLength');

const isNumberObject = boxed(Number.prototype);
const isStringObject = boxed(String.prototype);
const isBooleanObject = boxed(Boolean.prototype);
const isBigIntObject = boxed(BigInt.prototype);
const isSymbolObject = boxed(Symbol.prototype);

const errorIsError = (Error as { isError?: Test }).isError;
/** A DOMException is no native error in Node, though V8's `Error.isError` says yes. */
const isNativeError: Test = (value) =>
  errorIsError === undefined
    ? value instanceof Error && tagged('Error')(value)
    : errorIsError(value) && !tagged('DOMException')(value);

const weakMapHas = WeakMap.prototype.has;
const weakSetHas = WeakSet.prototype.has;
const accepts =
  (method: (this: never, key: object) => boolean): Test =>
  (value) => {
    try {
      method.call(value as never, {});
      return true;
    } catch {
      return false;
    }
  };

provideBinding('types', {
  isArgumentsObject: tagged('Arguments'),
  isArrayBuffer,
  isSharedArrayBuffer,
  isAnyArrayBuffer: (value: unknown) => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isDataView: slot(DataView.prototype, 'byteLength'),
  isDate: slot(Date.prototype, 'getTime'),
  isRegExp: (value: unknown) => value !== RegExp.prototype && slot(RegExp.prototype, 'source')(value),
  isMap: slot(Map.prototype, 'size'),
  isSet: slot(Set.prototype, 'size'),
  isMapIterator: tagged('Map Iterator'),
  isSetIterator: tagged('Set Iterator'),
  isWeakMap: accepts(weakMapHas as never),
  isWeakSet: accepts(weakSetHas as never),
  isPromise: (value: unknown) => value instanceof Promise,
  isNativeError,
  isAsyncFunction: functionOf(
    async () => {},
    async function* () {},
  ),
  isGeneratorFunction: functionOf(
    function* () {},
    async function* () {},
  ),
  isGeneratorObject: tagged('Generator'),
  isModuleNamespaceObject: tagged('Module'),
  isNumberObject,
  isStringObject,
  isBooleanObject,
  isBigIntObject,
  isSymbolObject,
  isBoxedPrimitive: (value: unknown) =>
    [isNumberObject, isStringObject, isBooleanObject, isBigIntObject, isSymbolObject].some((test) => test(value)),
  isProxy: () => false, // no engine tells
  isExternal: () => false,
  isEventTarget: (value: unknown) => value instanceof EventTarget,
});
