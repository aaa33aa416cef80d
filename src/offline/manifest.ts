/** What the service worker keeps, as the build writes it to `offline.json`. Addresses below the site's base. */
export interface OfflineManifest {
  /** Changes when any of the files below does; each version has a cache of its own. */
  readonly version: string;
  /** Styles, fonts, icons: every page needs them. */
  readonly pages: readonly string[];
  /** Scripts of the islands and the runtimes' shared files: every lab needs them. */
  readonly labs: readonly string[];
  /** npm package → its bundle: a lab needs those that it names. */
  readonly libraries: Readonly<Record<string, string>>;
}

/** From a page to the worker: "this page has loaded, keep what it needs". */
export interface KeepMessage {
  readonly type: 'keep';
  /** Path of the page. */
  readonly page: string;
  /** Path of the page's lab, if it has one. */
  readonly lab?: string | undefined;
}

/** The worker's answer: everything is there, or what could not be had. */
export interface KeptMessage {
  readonly type: 'kept';
  readonly missing: readonly string[];
}
