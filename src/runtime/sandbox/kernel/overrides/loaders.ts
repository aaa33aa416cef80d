/** Stand-ins for Node's module loaders, snapshots and source maps: our own loader is in `modules/`. */
import { builtinIds, isBuiltin, nodeModule } from '../library.ts';
import { createRequire } from '../modules/commonjs.ts';
import { unsupported } from '../unsupported.ts';

export const none = {};

const noSnapshot = {
  isBuildingSnapshot: () => false,
  addSerializeCallback() {},
  addDeserializeCallback() {},
  setDeserializeMainFunction() {},
};
export const snapshot = {
  ...noSnapshot,
  addAfterUserSerializeDeserializeSnapshot() {},
  runDeserializeCallbacks() {},
  namespace: noSnapshot,
};

export const sourceMaps = {
  getSourceMapsSupport: () => ({ enabled: false, nodeModules: false, generatedCode: false }),
  setSourceMapsSupport() {},
  maybeCacheGeneratedSourceMap() {},
  findSourceMap() {},
};

const plain = (id: string): string => id.replace(/^node:/, '');
const known = (id: string): boolean => isBuiltin(plain(id));

export const helpers = {
  getBuiltinModule: (id: string) => (known(id) ? nodeModule(plain(id)) : undefined),
  getCjsConditions: () => new Set(['require', 'node']),
  initializeCjsConditions() {},
  addBuiltinLibsToObject() {},
  makeRequireFunction: unsupported('makeRequireFunction'),
};

export const realm = {
  BuiltinModule: {
    exists: known,
    canBeRequiredByUsers: known,
    canBeRequiredByUsersWithoutScheme: isBuiltin,
    normalizeRequirableId: (id: string) => (known(id) ? plain(id) : undefined),
    getSchemeOnlyModuleNames: () => [],
    getAllBuiltinModuleIds: () => builtinIds,
  },
};

const pathOf = (from: string | URL): string =>
  String(from).startsWith('file:') ? (nodeModule('internal/url').fileURLToPath(from) as string) : String(from);

/** The public `module`. */
export const moduleModule = {
  builtinModules: builtinIds,
  isBuiltin: known,
  createRequire: (from: string | URL) => createRequire(pathOf(from)),
  register: unsupported('module.register'),
  stripTypeScriptTypes: unsupported('module.stripTypeScriptTypes'),
  findSourceMap() {},
  syncBuiltinESMExports() {},
};
