/**
 * Between MQTT's words and those of the broker, as RabbitMQ's mqtt plugin puts them (rabbit_mqtt_util, mc_mqtt): a topic
 * is the routing key on `amq.topic` with `.` for `/`, `+` is `*`, and properties become headers and back. `/` and `.`
 * change places, so that a dot within a level is not lost on the way.
 */
import { isNumber, type Message, type Profile, type Properties, type Table, type Value } from '../../broker/index.ts';
import { decodeText } from '../bytes.ts';
import type { Publish, QoS, Will } from './packets.ts';
import type { Properties as MqttProperties, UserProperty } from './properties.ts';
import { topicNameFault } from './topics.ts';

export const TOPIC_EXCHANGE = 'amq.topic';

/** The RabbitMQ that marks messages from MQTT by headers. */
const MARKING: Profile = '3.10';
const SWAPPED = /[./]/g;
const SHORT_STRING_BYTES_MAX = 255;
/** Ten years, the longest that the broker counts; beyond it a message does not expire. */
const EXPIRY_SECONDS_MAX = 315_360_000;
const encoder = new TextEncoder();

const swapped = (text: string): string => text.replace(SWAPPED, (separator) => (separator === '.' ? '/' : '.'));

/** Topics repeat, so what was translated once is kept for a while. */
const CACHE_MAX = 4096;
const keys = new Map<string, string>();
const topics = new Map<string, string | undefined>();

export function toKey(topic: string): string {
  let key = keys.get(topic);
  if (key === undefined) {
    if (keys.size >= CACHE_MAX) keys.clear();
    keys.set(topic, (key = swapped(topic)));
  }
  return key;
}

/** `undefined` where the key is no topic that a client could be told. `dotsSeparate`: a dot in a word does so too. */
export function toTopic(key: string, dotsSeparate = false): string | undefined {
  const topic = knownTopic(key);
  return dotsSeparate ? topic?.replaceAll('.', '/') : topic;
}

function knownTopic(key: string): string | undefined {
  if (!topics.has(key)) {
    if (topics.size >= CACHE_MAX) topics.clear();
    const topic = swapped(key);
    topics.set(key, topicNameFault(topic) === undefined && isPlain(topic) ? topic : undefined);
  }
  return topics.get(key);
}

/** A filter as a pattern of `amq.topic`. It may match more: `*` is a letter to MQTT and a wildcard to AMQP. */
export const toPattern = (filter: string): string =>
  filter
    .split('/')
    .map((level) => (level === '+' ? '*' : level.replaceAll('.', '/')))
    .join('.');

/** What a message from MQTT is to everybody else; MQTT clients get the packet's own properties back, unaltered. */
export class PublishedProperties implements Properties {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly mqtt: MqttProperties | undefined;
  readonly deliveryMode: 1 | 2;
  readonly #dup: boolean;
  readonly #marked: boolean;

  /** Headers tell the QoS and DUP where the broker is RabbitMQ 3.10. */
  constructor(packet: Publish | Will, topic: string, broker: Profile) {
    this.topic = topic;
    this.qos = packet.qos;
    this.retain = packet.retain;
    this.mqtt = packet.properties;
    this.deliveryMode = packet.qos > 0 ? 2 : 1;
    this.#dup = 'dup' in packet && packet.dup;
    this.#marked = broker === MARKING;
  }

  get contentType(): string | undefined {
    const type = this.mqtt?.contentType;
    return type !== undefined && type.length <= SHORT_STRING_BYTES_MAX && isAscii(type) ? type : undefined;
  }

  get correlationId(): string | undefined {
    const data = this.mqtt?.correlationData;
    return data !== undefined && data.length <= SHORT_STRING_BYTES_MAX && isUtf8(data) ? text(data) : undefined;
  }

  get expiration(): string | undefined {
    const seconds = this.mqtt?.messageExpiryInterval;
    return seconds === undefined || seconds > EXPIRY_SECONDS_MAX ? undefined : String(seconds * 1000);
  }

  get headers(): Table | undefined {
    const headers = new Map<string, Value>();
    if (this.#marked) {
      headers.set('x-mqtt-publish-qos', { type: 'int8', value: this.qos });
      headers.set('x-mqtt-dup', this.#dup);
    }
    const { responseTopic, correlationData, userProperties = [] } = this.mqtt ?? {};
    if (responseTopic !== undefined) headers.set('x-reply-to-topic', toKey(responseTopic));
    if (correlationData !== undefined && this.correlationId === undefined) {
      headers.set('x-correlation-id', text(correlationData));
    }
    for (const [name, value] of userProperties) {
      if (encoder.encode(name).length <= SHORT_STRING_BYTES_MAX && !headers.has(name)) headers.set(name, value);
    }
    return headers.size === 0 ? undefined : headers;
  }
}

/** How a message that did not come from MQTT is to be published to MQTT clients. */
export interface Foreign {
  /** Undefined: whatever the subscription grants. */
  readonly qos: QoS | undefined;
  readonly properties: MqttProperties;
}

const foreigners = new WeakMap<Properties, Foreign>();

/** With RabbitMQ 3.10 a header tells the QoS; later whether the message persists does. */
export function foreign(message: Message, broker: Profile): Foreign {
  const known = foreigners.get(message.properties);
  if (known !== undefined) return known;
  const { contentType, correlationId, expiration, headers } = message.properties;
  const replyTopic = headers?.get('x-reply-to-topic');
  const response = typeof replyTopic === 'string' ? toTopic(replyTopic) : undefined;
  const correlation = correlationId ?? headers?.get('x-correlation-id');
  const user = userProperties(headers);
  const result: Foreign = {
    qos: broker === MARKING ? markedQos(headers) : message.persistent ? 1 : 0,
    properties: {
      ...(contentType !== undefined && isPlain(contentType) && { contentType }),
      ...(response !== undefined && { responseTopic: response }),
      ...(typeof correlation === 'string' && { correlationData: encoder.encode(correlation) }),
      ...(user.length > 0 && { userProperties: user }),
      ...(expiration !== undefined && { messageExpiryInterval: Math.floor(Number(expiration) / 1000) }),
    },
  };
  foreigners.set(message.properties, result);
  return result;
}

function markedQos(headers: Table | undefined): QoS | undefined {
  const qos = headers?.get('x-mqtt-publish-qos');
  if (!isNumber(qos)) return undefined;
  return Math.min(2, Math.max(0, Number(qos.value))) as QoS;
}

function userProperties(headers: Table | undefined): UserProperty[] {
  const pairs: UserProperty[] = [];
  for (const [name, value] of headers ?? []) {
    if (name === 'x-reply-to-topic' || name === 'x-correlation-id' || !isPlain(name)) continue;
    if (typeof value === 'string' && isPlain(value)) pairs.push([name, value]);
    else if (typeof value === 'boolean') pairs.push([name, String(value)]);
    else if (isNumber(value) && value.type !== 'decimal') pairs.push([name, String(value.value)]);
  }
  return pairs;
}

/** Fit to be a string of MQTT: well-formed, without control characters. */
const isPlain = (value: string): boolean => !/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u.test(value);
const isAscii = (value: string): boolean => /^[\x20-\x7e]*$/.test(value);
const text = (bytes: Uint8Array): string => decodeText(bytes, 0, bytes.length);
const isUtf8 = (bytes: Uint8Array): boolean => !/\p{Surrogate}/u.test(text(bytes));
