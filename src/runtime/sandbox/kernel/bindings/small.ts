/** Bindings of which Node's library needs little: switches that are off, tables that are empty, hooks nobody listens to. */
import { provideBinding } from '../context.ts';
import { natives } from '../natives.ts';

provideBinding('config', {
  isDebugBuild: false,
  hasIntl: true,
  hasSmallICU: false,
  hasInspector: false,
  hasOpenSSL: true,
  hasCrypto: true,
  openSSLIsBoringSSL: false,
  fipsMode: false,
  hasTracing: false,
  hasNodeOptions: true,
  noBrowserGlobals: false,
  bits: 64,
  getDefaultLocale: () => 'en-US',
});
provideBinding('builtins', {
  config: JSON.stringify({ target_defaults: {}, variables: { node_use_amaro: true } }),
  hasCachedBuiltins: () => true,
  builtinIds: [],
  natives: {},
});
provideBinding('trace_events', {
  available: false,
  trace() {},
  isTraceCategoryEnabled: () => false,
  setTraceCategoryStateUpdateHandler() {},
  getCategoryEnabledBuffer: () => new Uint8Array(1),
});
provideBinding('diagnostics_channel', { subscribers: new Uint32Array(256), linkNativeChannel() {} });
provideBinding('inspector', { console: undefined, consoleCall() {} });
provideBinding('credentials', {
  implementsPosixCredentials: true,
  getuid: () => 1000,
  geteuid: () => 1000,
  getgid: () => 1000,
  getegid: () => 1000,
  getgroups: () => [1000],
  safeGetenv: () => undefined,
  getTempDir: () => '/tmp',
});
provideBinding('contextify', { containsModuleSyntax: () => false });
provideBinding('module_wrap', { kSourcePhase: 1, kEvaluationPhase: 2 });
provideBinding('permission', { has: () => true, drop() {} });
provideBinding('profiler', { setCoverageDirectory() {}, setSourceMapCacheGetter() {} });
provideBinding('wasm_web_api', { setImplementation() {} });
provideBinding('worker', { isMainThread: true, isInternalThread: false, ownsProcessState: true, threadId: 0 });
provideBinding('url_pattern', {
  URLPattern: (globalThis as { URLPattern?: unknown }).URLPattern ?? class URLPattern {},
});
provideBinding('blob', { storeDataObject() {}, revokeObjectURL() {} });
provideBinding('encoding_binding', { toASCII: hostToAscii, toUnicode: (host: string) => host });
provideBinding('messaging', {
  DOMException: natives.DOMException,
  exposeLazyDOMExceptionProperty() {},
  MessageChannel: natives.MessageChannel,
  structuredClone: natives.structuredClone,
});
provideBinding('performance', {
  now: natives.now,
  milestones: [natives.timeOrigin * 1e6, natives.timeOrigin * 1e3],
  constants: { NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 0, NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP: 1 },
});

export function hostToAscii(host: string): string {
  try {
    return new natives.URL(`ws://${host}`).hostname;
  } catch {
    return '';
  }
}

/** Columns that a character takes in a terminal: East Asian wide ones two, marks that sit on another none. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u200b]/u;

function columns(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

provideBinding('icu', {
  getStringWidth: columns,
  icuErrName: (code: number) => `U_${code}`,
  transcode: () => -1,
  hasConverter: () => true,
});
