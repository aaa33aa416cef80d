/** What a program tells of itself, line by line, so that two servers can be compared by what it saw. */

export interface Telling {
  tell(name: string, value: unknown): void;
  /** The result, or the error's own words. */
  attempt(name: string, work: () => Promise<unknown>): Promise<void>;
  /** What came unasked, told once `count` of it are there, in the order of each source. */
  heard(source: string, count: number): Promise<void>;
  hear(source: string, value: unknown): void;
}

export function telling(lines: string[]): Telling & { unasked(): void } {
  const heard = new Map<string, string[]>();
  let changed = (): void => {};
  return {
    tell: (name, value) => void lines.push(`${name}: ${show(value)}`),
    async attempt(name, work) {
      try {
        lines.push(`${name}: ${show(await work())}`);
      } catch (error) {
        lines.push(`${name}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
      }
    },
    hear(source, value) {
      heard.set(source, [...(heard.get(source) ?? []), show(value)]);
      changed();
    },
    async heard(source, count) {
      while ((heard.get(source)?.length ?? 0) < count) await new Promise<void>((resolve) => (changed = resolve));
      for (const value of heard.get(source)?.splice(0, count) ?? []) lines.push(`${source} < ${value}`);
    },
    unasked() {
      for (const [source, values] of heard) for (const value of values) lines.push(`unasked ${source} < ${value}`);
    },
  };
}

/** JSON, with bytes as their text and without what differs from run to run. */
function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Error) return `${inner.name} ${inner.message}`;
    if (inner instanceof Map) return Object.fromEntries(inner);
    if (typeof inner === 'bigint') return `${inner}n`;
    return isBytes(inner) ? Buffer.from(inner.data).toString() : inner;
  });
  return text ?? 'undefined';
}

function isBytes(value: unknown): value is { data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}
