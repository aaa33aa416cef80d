/** How a stand-in host behaves: what the real host may do to a page, each to be asked for by a test. */

export interface HostBehaviour {
  /** When the host's page presents itself: left out, at once. */
  readonly answer?: 'never' | { readonly afterMs: number };
  /** Booting fails with this message. */
  readonly refusesToStart?: string;
  /** Programs run at a terminal (CRLF, colours, echo), as in the real container. Left out: true where it can be had. */
  readonly tty?: boolean;
  /** Output is cut inside characters of more than one byte. */
  readonly cutsCharacters?: boolean;
  /** The exit code arrives this long before the last output: streams have no order among themselves. */
  readonly exitBeforeOutputMs?: number;
  /** Connections of one process to another are refused, or are never answered. */
  readonly tcp?: 'refused' | 'silent';
  /** False: a Node that cannot run TypeScript by itself. */
  readonly stripsTypes?: boolean;
}
