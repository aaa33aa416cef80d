/** What Node shares with the browser: the browser's own classes, taken before they are hidden. */
import { natives, web } from '../natives.ts';
import { unsupported } from '../unsupported.ts';

export const none = {};
export const encoding = {
  TextEncoder: web.TextEncoder,
  TextDecoder: web.TextDecoder,
  getEncodingFromLabel: (label: string) => {
    try {
      return new web.TextDecoder(label).encoding;
    } catch {
      return undefined;
    }
  },
};

export const blob = {
  Blob: web.Blob,
  createBlob: unsupported('createBlob'),
  createBlobFromFilePath: unsupported('fs.openAsBlob'),
  isBlob: (value: unknown) => value instanceof web.Blob,
  resolveObjectURL() {},
};
export const file = { File: web.File };

export const streams = {
  ReadableStream: web.ReadableStream,
  ReadableStreamDefaultReader: web.ReadableStreamDefaultReader,
  ReadableStreamBYOBReader: web.ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest: web.ReadableStreamBYOBRequest,
  ReadableStreamDefaultController: web.ReadableStreamDefaultController,
  ReadableByteStreamController: web.ReadableByteStreamController,
  WritableStream: web.WritableStream,
  WritableStreamDefaultWriter: web.WritableStreamDefaultWriter,
  WritableStreamDefaultController: web.WritableStreamDefaultController,
  TransformStream: web.TransformStream,
  TransformStreamDefaultController: web.TransformStreamDefaultController,
  ByteLengthQueuingStrategy: web.ByteLengthQueuingStrategy,
  CountQueuingStrategy: web.CountQueuingStrategy,
  TextEncoderStream: web.TextEncoderStream,
  TextDecoderStream: web.TextDecoderStream,
  CompressionStream: web.CompressionStream,
  DecompressionStream: web.DecompressionStream,
  isReadableStream: (value: unknown) => value instanceof web.ReadableStream,
  isWritableStream: (value: unknown) => value instanceof web.WritableStream,
};

export const adapters = {
  newReadableStreamFromStreamReadable: unsupported('stream.Readable.toWeb'),
  newStreamReadableFromReadableStream: unsupported('stream.Readable.fromWeb'),
  newWritableStreamFromStreamWritable: unsupported('stream.Writable.toWeb'),
  newStreamWritableFromWritableStream: unsupported('stream.Writable.fromWeb'),
  newReadableWritablePairFromDuplex: unsupported('stream.Duplex.toWeb'),
  newStreamDuplexFromReadableWritablePair: unsupported('stream.Duplex.fromWeb'),
};

export const performanceHooks = {
  performance: natives.performance,
  Performance: web.Performance,
  PerformanceObserver: web.PerformanceObserver,
  PerformanceObserverEntryList: web.PerformanceObserverEntryList,
  PerformanceResourceTiming: web.PerformanceResourceTiming,
  PerformanceEntry: web.PerformanceEntry,
  PerformanceMark: web.PerformanceMark,
  PerformanceMeasure: web.PerformanceMeasure,
  monitorEventLoopDelay: unsupported('perf_hooks.monitorEventLoopDelay'),
  createHistogram: unsupported('perf_hooks.createHistogram'),
  constants: {},
};
export const performanceObservers = { hasObserver: () => false, startPerf() {}, stopPerf() {}, enqueue() {} };

/** Experimental streams that nothing here turns on; Node's own ones ask for these names. */
export const streamIteration = {
  kValidatedSource: Symbol('kValidatedSource'),
  kSyncWriteAcceptedOnFalse: Symbol('kSyncWriteAcceptedOnFalse'),
  toAsyncStreamable: Symbol.for('Stream.toAsyncStreamable'),
};
