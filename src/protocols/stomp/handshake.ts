/** From CONNECT to an open session: version, user, virtual host and heart-beats, refused in RabbitMQ's order and words. */
import type { Profile } from '../../broker/index.ts';
import { processingError, StompError } from './errors.ts';
import { header, type StompCommand } from './frames.ts';
import { readInteger } from './head.ts';
import { negotiateVersion, type StompVersion, SUPPORTED_VERSIONS } from './versions.ts';

export interface Agreement {
  readonly version: StompVersion;
  readonly user: string;
  /** What the server promises to send, and what it was promised; whole seconds, 0 for nothing. */
  readonly sendSeconds: number;
  readonly receiveSeconds: number;
}

/** For whoever leaves them out. */
const DEFAULT_LOGIN = 'guest';
const DEFAULT_PASSCODE = 'guest';

/** Throws what the ERROR frame says. */
export function negotiate(connect: StompCommand, users: ReadonlyMap<string, string>): Agreement {
  const version = negotiateVersion(header(connect, 'accept-version'));
  if (version === undefined) {
    throw new StompError('Version mismatch', `Supported versions are ${SUPPORTED_VERSIONS.join(',')}\n`);
  }
  const frame = version === '1.0' ? trimmed(connect) : connect;
  const host = header(frame, 'host') ?? '/';
  if (host !== '/') throw new StompError('Bad CONNECT', `Virtual host '${host}' access denied`);
  const user = header(frame, 'login') ?? DEFAULT_LOGIN;
  if (users.get(user) !== (header(frame, 'passcode') ?? DEFAULT_PASSCODE)) {
    throw new StompError('Bad CONNECT', `Access refused for user '${user}'\n`);
  }
  const [receive, send, ...rest] = (header(frame, 'heart-beat') ?? '0,0').split(',').map(integer);
  if (receive === undefined || send === undefined || rest.length > 0) throw processingError();
  return { version, user, sendSeconds: seconds(send), receiveSeconds: seconds(receive) };
}

/** It says what it follows and what it is: a client may look at the version, a person must not be misled. */
export function serverName(profile: Profile): string {
  return `Buu-Cuc/${profile === '3.10' ? '3.10.8' : '4.2.0'}`;
}

/** In STOMP 1.0 spaces before a header's value do not count. */
export function trimmed(frame: StompCommand): StompCommand {
  return { ...frame, headers: frame.headers.map(([name, value]) => [name, value.replace(/^ +/, '')] as const) };
}

function integer(text: string): number {
  const value = text.includes(' ') ? undefined : readInteger(text);
  if (value === undefined) throw processingError();
  return value;
}

/** RabbitMQ counts in seconds, and takes a shorter time for one. */
function seconds(milliseconds: number): number {
  if (milliseconds <= 0) return 0;
  return milliseconds < 1000 ? 1 : Math.floor(milliseconds / 1000);
}
