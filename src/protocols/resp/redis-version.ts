/** The Redis that is followed: what was recorded, and what clients are told. */
export const REDIS_VERSION = '7.0.15';
