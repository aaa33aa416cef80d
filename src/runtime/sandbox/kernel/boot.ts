/** Node's own start: `process`, the globals, the standard streams; after it nothing of the browser is in sight. */
import 'node-library:primordials';
import './bindings/index.ts';
import { privateSymbols } from './bindings/util.ts';
import { process } from './context.ts';
import { globalNames } from './global-names.ts';
import { nodeModule } from './library.ts';
import { natives } from './natives.ts';
import { installStackFormat } from './stack.ts';

/** What Node's library looks at while it is loaded. */
function describeProcess(): void {
  Object.assign(process, {
    version: '',
    versions: {},
    arch: 'x64',
    platform: 'linux',
    release: { name: 'node', lts: 'Krypton' },
    argv: [],
    execArgv: [],
    env: {},
    pid: 0,
    ppid: 1,
    execPath: '/usr/local/bin/node',
    debugPort: 9229,
    argv0: 'node',
    title: 'node',
    [privateSymbols['exit_info_private_symbol'] as symbol]: new Int32Array(3),
  });
}

/** Takes away what Node has not; what cannot be taken (event targets share their methods with ports) is hidden. */
function hideBrowser(): void {
  for (let at: object = globalThis; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const key of Object.getOwnPropertyNames(at)) {
      // Node's own globals stand on the global object itself; what is inherited is the browser's
      if (key === 'constructor' || (at === globalThis && globalNames.has(key))) continue;
      if (at !== natives.EventTarget.prototype) Reflect.deleteProperty(at, key);
      if (key in globalThis && !globalNames.has(key)) shadow(key, undefined);
    }
  }
  shadow('constructor', Object);
}

function shadow(key: string, value: unknown): void {
  Reflect.defineProperty(globalThis, key, { value, writable: true, configurable: true, enumerable: false });
}

const navigator = {
  hardwareConcurrency: natives.cores,
  language: 'en-US',
  languages: ['en-US'],
  platform: 'linux',
  userAgent: 'Node.js/24',
};

describeProcess();
nodeModule('internal/bootstrap/node');
nodeModule('internal/bootstrap/web/exposed-wildcard');
nodeModule('internal/bootstrap/web/exposed-window-or-worker');
nodeModule('internal/bootstrap/switches/is_main_thread');
nodeModule('internal/bootstrap/switches/does_own_process_state');
nodeModule('internal/util/debuglog').initializeDebugEnv('');
nodeModule('internal/console/constructor').initializeGlobalConsole(nodeModule('internal/console/global'));
process.on('warning', nodeModule('internal/process/warning').onWarning);
nodeModule('internal/dns/utils').initializeDns();
installStackFormat(nodeModule('internal/errors').ErrorPrepareStackTrace);
hideBrowser();
shadow('navigator', navigator);
