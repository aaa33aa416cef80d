/** A value as an ES module: `default` and named exports of Node's modules, libraries, CommonJS files and JSON. */
import { scriptUrl } from '../natives.ts';
import { expressionFor } from './bridge.ts';

export interface Facade {
  readonly url: string;
  readonly names: ReadonlySet<string>;
}

const facades = new Map<string, Facade>();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Names that a value offers by itself. */
export const ownNames = (value: unknown): string[] => (isRecord(value) ? Object.keys(value) : []);

export interface FacadeSource {
  readonly value: unknown;
  readonly names: readonly string[];
  /** Offers the whole value as `module.exports` besides, as Node does. */
  readonly commonJs?: boolean;
}

/** One module per `key` and process. A getter that throws offers nothing. */
export function facadeOf(key: string, { value, names, commonJs = false }: FacadeSource): Facade {
  const known = facades.get(key);
  if (known !== undefined) return known;
  const read: Record<string, unknown> = {};
  for (const name of names) {
    try {
      read[name] = (value as Record<string, unknown>)[name];
    } catch {
      continue;
    }
  }
  read['default'] = value;
  if (commonJs) read['module.exports'] = value;
  const offered = Object.keys(read);
  const variables = offered.map((name, i) => `_${i}=m[${JSON.stringify(name)}]`).join(',');
  const exported = offered.map((name, i) => `_${i} as ${JSON.stringify(name)}`).join(',');
  const url = scriptUrl(`const m=${expressionFor(read)},${variables};export{${exported}};`);
  const facade = { url, names: new Set(offered) };
  facades.set(key, facade);
  return facade;
}
