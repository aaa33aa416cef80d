/** How much one MQTT connection may hold; each limit has its named failure. */

/** Largest packet that is accepted, in bytes with its fixed header; beyond it `packetTooLarge`. */
export const PACKET_BYTES_MAX = 16 * 1024 * 1024;
/** Levels of a topic; as in Mosquitto, where it keeps a tree of topics shallow. Beyond it the packet is malformed. */
export const TOPIC_LEVELS_MAX = 200;
/** The longest string and binary field (§1.5.4). */
export const FIELD_BYTES_MAX = 65_535;
/** The largest variable byte integer (§1.5.5). */
export const VARINT_MAX = 268_435_455;
/** A client's identifier is part of its queue's name, which the broker keeps to 255 bytes. */
export const CLIENT_ID_BYTES_MAX = 200;
/** Sessions that are kept at once, connected or not; beyond it `quotaExceeded`. */
export const SESSIONS_MAX = 10_000;
/** Between the connection and its CONNECT. */
export const HANDSHAKE_MS = 60_000;
