/** Which version of STOMP two ends agree on. */
export const SUPPORTED_VERSIONS = ['1.0', '1.1', '1.2'] as const;
export type StompVersion = (typeof SUPPORTED_VERSIONS)[number];

/** The highest one that both have; a client that names none speaks 1.0 (STOMP 1.2, "Protocol Negotiation"). */
export function negotiateVersion(acceptVersion = '1.0'): StompVersion | undefined {
  const offered = acceptVersion.split(',');
  return SUPPORTED_VERSIONS.findLast((version) => offered.includes(version));
}
