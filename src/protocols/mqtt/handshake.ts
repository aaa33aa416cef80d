/** CONNECT and its answer: whether the client is let in, under which name, and what both sides will keep to (§3.1, §3.2). */
import type { Clock } from '../../broker/index.ts';
import { CLIENT_ID_BYTES_MAX } from './limits.ts';
import type { Connack, Connect } from './packets.ts';
import type { MqttProfile } from './profile.ts';
import type { Properties } from './properties.ts';
import { REASON, type ReasonName } from './reasons.ts';

/** What the server is like to all its clients. */
export interface Terms {
  readonly profile: MqttProfile;
  /** User → password; undefined: anybody is let in. */
  readonly users: ReadonlyMap<string, string> | undefined;
  /** Told to 5.0 clients who ask for it: where they may have answers sent to. */
  readonly responseInformation: string | undefined;
}

export interface Agreement {
  readonly clientId: string;
  /** Made up by the server. */
  readonly assigned: boolean;
  readonly keepAliveSeconds: number;
  readonly expirySeconds: number;
}

const MAX_UINT32 = 0xffff_ffff;

/** Why the client is not let in, or what is agreed. */
export function agree(connect: Connect, terms: Terms, clock: Clock): ReasonName | Agreement {
  const { profile } = terms;
  const { version, cleanStart, properties = {} } = connect;
  if (properties.authenticationMethod !== undefined) return 'badAuthenticationMethod';
  const assigned = connect.clientId === '';
  if (assigned && (version === 3 || (version === 4 && !cleanStart))) return 'clientIdentifierNotValid';
  const clientId = assigned ? madeUpId(clock) : connect.clientId;
  if (new TextEncoder().encode(clientId).length > CLIENT_ID_BYTES_MAX) return 'clientIdentifierNotValid';
  if (!known(connect, terms)) return profile.stranger;
  if (version === 5 && connect.will !== undefined && connect.will.qos > profile.qosMax) return 'qosNotSupported';
  const max = version === 5 ? profile.keepAliveMaxSeconds : undefined;
  const keepAliveSeconds = max !== undefined && connect.keepAliveSeconds === 0 ? max : connect.keepAliveSeconds;
  return { clientId, assigned, keepAliveSeconds, expirySeconds: expiry(connect) };
}

function expiry({ version, cleanStart, properties }: Connect): number {
  if (version < 5) return cleanStart ? 0 : Infinity;
  const seconds = properties?.sessionExpiryInterval ?? 0;
  return seconds === MAX_UINT32 ? Infinity : seconds;
}

function known({ username, password }: Connect, { users, profile }: Terms): boolean {
  if (users === undefined || (username === undefined && profile.anonymous)) return true;
  if (username === undefined || password === undefined) return false;
  return users.get(username) === new TextDecoder().decode(password);
}

/** As Mosquitto does: `auto-` and a UUID. */
function madeUpId(clock: Clock): string {
  const digit = (): string =>
    Math.floor(clock.random() * 16)
      .toString(16)
      .toUpperCase();
  return `auto-${'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'.replace(/x/g, digit)}`;
}

export interface Welcome {
  readonly connect: Connect;
  readonly agreement: Agreement;
  readonly terms: Terms;
  readonly sessionPresent: boolean;
}

/** MQTT 3.1 has no word for a session that is present. */
export function welcome({ connect, agreement, terms, sessionPresent }: Welcome): Connack {
  if (connect.version === 3) return { type: 'connack', sessionPresent: false, reasonCode: REASON.success };
  if (connect.version === 4) return { type: 'connack', sessionPresent, reasonCode: REASON.success };
  const { profile, responseInformation } = terms;
  const { clientId, assigned, keepAliveSeconds } = agreement;
  const informed = connect.properties?.requestResponseInformation === 1 && responseInformation !== undefined;
  const properties: Properties = {
    topicAliasMaximum: profile.topicAliasMaximum,
    ...(keepAliveSeconds !== connect.keepAliveSeconds && { serverKeepAlive: keepAliveSeconds }),
    ...(assigned && { assignedClientIdentifier: clientId }),
    receiveMaximum: profile.receiveMaximum,
    ...profile.announces,
    ...(informed && { responseInformation }),
  };
  return { type: 'connack', sessionPresent, reasonCode: REASON.success, properties };
}

/** Return codes before 5.0 (3.1.1 table 3.1); what they have no word for ends the connection without one. */
const RETURN_CODE: Readonly<Partial<Record<ReasonName, number>>> = {
  unsupportedProtocolVersion: 1,
  clientIdentifierNotValid: 2,
  serverUnavailable: 3,
  quotaExceeded: 3,
  badUserNameOrPassword: 4,
  notAuthorized: 5,
};

export function refusal(reason: ReasonName, version: number): Connack | undefined {
  const reasonCode = version === 5 ? REASON[reason] : RETURN_CODE[reason];
  return reasonCode === undefined ? undefined : { type: 'connack', sessionPresent: false, reasonCode };
}
