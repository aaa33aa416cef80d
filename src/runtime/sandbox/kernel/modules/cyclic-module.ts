/** A module that is linked by us: its names, wherever they come from, and its namespace. */
import type { EsModuleSource, ImportSite } from '../../messages.ts';
import type { NativeModule } from './linker.ts';

export type Getter = () => unknown;
export type StaticSite = Extract<ImportSite, { kind: 'static' }>;

/** What a specifier leads to. */
export type Target = CyclicModule | LoadedNative;

/** A module of the engine's own, with its namespace once it was evaluated. */
export interface LoadedNative {
  readonly kind: 'native';
  readonly module: NativeModule;
  namespace?: object;
}

export class CyclicModule {
  readonly kind = 'cyclic';
  readonly path: string;
  readonly source: EsModuleSource;
  /** The object around the module's code in which its imports are found. */
  readonly scope = Object.create(null) as object;
  /** Its own exports; filled by its code before the first line. */
  readonly getters = new Map<string, Getter>();
  /** By specifier. */
  readonly targets = new Map<string, Target>();
  #namespace: object | undefined;

  constructor(path: string, source: EsModuleSource) {
    this.path = path;
    this.source = source;
  }

  get staticSites(): StaticSite[] {
    return this.source.imports.filter((site): site is StaticSite => site.kind === 'static');
  }

  target(specifier: string): Target {
    return this.targets.get(specifier) as Target;
  }

  define(name: string, get: Getter): void {
    Object.defineProperty(this.scope, name, { get });
  }

  /** Everything that can be imported from it; `seen` ends a circle of `export *`. */
  names(seen = new Set<CyclicModule>()): Set<string> {
    if (seen.has(this)) return new Set();
    seen.add(this);
    const names = new Set(this.source.exports.map(({ name }) => name));
    for (const { specifier } of this.staticSites.filter(({ star }) => star)) {
      for (const name of namesOf(this.target(specifier), seen)) if (name !== 'default') names.add(name);
    }
    return names;
  }

  value(name: string): unknown {
    const own = this.getters.get(name);
    if (own !== undefined) return own();
    const from = this.source.exports.find((site) => site.name === name)?.from;
    if (from !== undefined) {
      const target = this.target(from.specifier);
      return from.imported === null ? namespaceOf(target) : valueOf(target, from.imported);
    }
    const star = this.staticSites.find((site) => site.star && namesOf(this.target(site.specifier)).has(name));
    return star && valueOf(this.target(star.specifier), name);
  }

  /** As a native one looks: no prototype, sorted names, values that change with the module and for nobody else. */
  get namespace(): object {
    if (this.#namespace !== undefined) return this.#namespace;
    const names = Object.create(null) as object;
    for (const name of [...this.names()].sort()) {
      Object.defineProperty(names, name, { enumerable: true, configurable: true, get: () => this.value(name) });
    }
    Object.defineProperty(names, Symbol.toStringTag, { value: 'Module' });
    return (this.#namespace = new Proxy(names, {
      set: () => false,
      defineProperty: () => false,
      deleteProperty: () => false,
      getOwnPropertyDescriptor(target, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
        if (descriptor?.get === undefined) return descriptor;
        return { value: descriptor.get(), writable: true, enumerable: true, configurable: true };
      },
    }));
  }
}

export function namesOf(target: Target, seen?: Set<CyclicModule>): ReadonlySet<string> {
  return target.kind === 'native' ? target.module.names : target.names(seen);
}

export const namespaceOf = (target: Target): object | undefined => target.namespace;

export function valueOf(target: Target, name: string): unknown {
  return target.kind === 'native'
    ? (target.namespace as Readonly<Record<string, unknown>> | undefined)?.[name]
    : target.value(name);
}
