/** `internalBinding('options')`: the command line of `node`, on which nothing was said. */
import { provideBinding } from '../context.ts';

const DEFAULTS: Readonly<Record<string, unknown>> = {
  '--async-context-frame': true,
  '--insecure-http-parser': false,
  '--max-http-header-size': 16_384,
  '--network-family-autoselection': true,
  '--network-family-autoselection-attempt-timeout': 250,
  '--pending-deprecation': false,
  '--require-module': true,
  '--stack-trace-limit': 10,
  '--strip-types': true,
  '--trace-sigint': false,
  '--trace-uncaught': false,
  '--unhandled-rejections': 'throw',
  '--verify-base-objects': false,
  '--warnings': true,
  '--disable-warning': [],
  '--dns-result-order': '',
};

provideBinding('options', {
  getCLIOptionsValues: () => DEFAULTS,
  getCLIOptionsInfo: () => ({ options: new Map(), aliases: new Map() }),
  getOptionsAsFlags: () => [],
  getEmbedderOptions: () => ({
    shouldNotRegisterESMLoader: true,
    noGlobalSearchPaths: false,
    hasEmbedderPreload: false,
  }),
  getEnvOptionsInputType: () => new Map(),
  getNamespaceOptionsInputType: () => new Map(),
  envSettings: { kAllowedInEnvvar: 0, kDisallowedInEnvvar: 1 },
  types: { kNoOp: 0, kV8Option: 1, kBoolean: 2, kInteger: 3, kUInteger: 4, kString: 5, kHostPort: 6, kStringList: 7 },
});
