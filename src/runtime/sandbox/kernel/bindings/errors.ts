/** `internalBinding('errors')`: where Node's library hands an error that nobody caught to its host. */
import { provideBinding } from '../context.ts';
import { uncaught } from '../uncaught.ts';

/** As V8 names a value without running any code of it. */
function noSideEffectsToString(value: unknown): string {
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const { name, message } = value as Partial<Error>;
  if (value instanceof Error) return `${String(name)}: ${String(message)}`;
  const made: unknown = (Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor;
  return typeof made === 'function' ? `#<${made.name}>` : Object.prototype.toString.call(value);
}

provideBinding('errors', {
  exitCodes: {
    kNoFailure: 0,
    kGenericUserError: 1,
    kInternalJSParseError: 3,
    kInternalJSEvaluationFailure: 4,
    kV8FatalError: 5,
    kInvalidFatalExceptionMonkeyPatching: 6,
    kExceptionInFatalExceptionHandler: 7,
    kUnsettledTopLevelAwait: 13,
    kAbort: 134,
  },
  triggerUncaughtException: (error: unknown, fromPromise: boolean) => uncaught(error, { fromPromise }),
  noSideEffectsToString,
  setPrepareStackTraceCallback() {},
  setGetSourceMapErrorSource() {},
  setMaybeCacheGeneratedSourceMap() {},
  setSourceMapsEnabled() {},
  setEnhanceStackForFatalException() {},
});
