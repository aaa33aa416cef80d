/** Edits of a lab between visits: kept in this browser only, and done without where it forbids that. */
export interface EditStore {
  /** Path → edited text. */
  load(): Record<string, string>;
  save(edits: Readonly<Record<string, string>>): void;
}

const isEdits = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');

/** @param storage undefined where there is none (on the server, or blocked) */
export function keptEdits(
  slug: string,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined,
): EditStore {
  const key = `buu-cuc:edits:${slug}`;
  return {
    load() {
      try {
        const value: unknown = JSON.parse(storage?.getItem(key) ?? '{}');
        return isEdits(value) ? value : {};
      } catch {
        return {}; // blocked, or not ours: the lab opens as it was written
      }
    },
    save(edits) {
      try {
        if (Object.keys(edits).length === 0) storage?.removeItem(key);
        else storage?.setItem(key, JSON.stringify(edits));
      } catch {
        // full or blocked: the edits live as long as the page
      }
    },
  };
}

/** Reading the property alone throws where storage is blocked. */
export function localStore(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
