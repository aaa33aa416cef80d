/** `internalBinding('errors')`: where Node's library hands an error that nobody caught to its host. */
import { provideBinding } from '../context.ts';
import { uncaught } from '../uncaught.ts';

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
  noSideEffectsToString: (value: unknown) => {
    try {
      return String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  },
  setPrepareStackTraceCallback() {},
  setGetSourceMapErrorSource() {},
  setMaybeCacheGeneratedSourceMap() {},
  setSourceMapsEnabled() {},
  setEnhanceStackForFatalException() {},
});
