/** The broker's command line, read strictly: what is not understood is refused in one sentence. */
import { type Profile, PROFILES } from '../broker/index.ts';
import { MQTT_PROFILES, type MqttProfileName } from '../protocols/mqtt/index.ts';

/** Flag → the registered port of what it opens; a WebSocket listener has none of its own. */
const LISTENERS = {
  '--amqp': { key: 'amqp', registered: 5672 },
  '--mqtt': { key: 'mqtt', registered: 1883 },
  '--mqtt-ws': { key: 'mqttWs', registered: undefined },
  '--stomp': { key: 'stomp', registered: 61_613 },
  '--stomp-ws': { key: 'stompWs', registered: undefined },
  '--resp': { key: 'resp', registered: 6379 },
} as const;

/** Ports by listener, 0 for any free one; undefined: off. */
export type ListenerPorts = {
  -readonly [Flag in keyof typeof LISTENERS as (typeof LISTENERS)[Flag]['key']]: number | undefined;
};

export interface CliArguments {
  readonly ports: Readonly<ListenerPorts>;
  readonly mqttProfile: MqttProfileName;
  readonly host: string;
  readonly profile: Profile;
  readonly trace: boolean;
  readonly help: boolean;
}

export class UsageError extends Error {}

export const USAGE = `Usage: broker [options]

Without a port: AMQP on 5672, MQTT on 1883, STOMP on 61613, RESP on 6379. With any: those named, and no other.
  --amqp <port|off>      AMQP 0-9-1 (0: any free port)
  --mqtt <port|off>      MQTT 3.1, 3.1.1 and 5.0
  --mqtt-ws <port|off>   MQTT over WebSocket
  --stomp <port|off>     STOMP 1.0, 1.1 and 1.2
  --stomp-ws <port|off>  STOMP over WebSocket
  --resp <port|off>      RESP, Redis' protocol
  --mqtt-profile <name>  whom MQTT behaves like: mosquitto or rabbitmq (default mosquitto)
  --host <address>       where to listen (default 127.0.0.1, this machine only)
  --profile <3.10|4.x>   the RabbitMQ to answer as, where versions differ (default 4.x)
  --trace                print every event as a line of JSON
  --help                 print this

On standard input it takes lines of JSON: {"type":"restart"}, {"type":"cut","connection":"c1"}.`;

/** Throws `UsageError`. A value may follow its flag or be joined to it by `=`. */
export function parseArguments(words: readonly string[]): CliArguments {
  const named: Partial<ListenerPorts> = {};
  const given = {
    mqttProfile: 'mosquitto' as MqttProfileName,
    host: '127.0.0.1',
    profile: '4.x' as Profile,
    trace: false,
    help: false,
  };
  const rest = words.flatMap((word) => (word.startsWith('--') && word.includes('=') ? split(word) : [word]));
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    const value = (): string => {
      const next = rest.shift();
      if (next === undefined || next.startsWith('--')) throw new UsageError(`${flag} needs a value.`);
      return next;
    };
    if (isListener(flag)) named[LISTENERS[flag].key] = port(flag, value());
    else if (flag === '--mqtt-profile') given.mqttProfile = oneOf(MQTT_PROFILES, flag, value());
    else if (flag === '--host') given.host = value();
    else if (flag === '--profile') given.profile = oneOf(PROFILES, flag, value());
    else if (flag === '--trace') given.trace = true;
    else if (flag === '--help' || flag === '-h') given.help = true;
    else throw new UsageError(`There is no option ${flag}.`);
  }
  return { ...given, ports: ports(named) };
}

const isListener = (flag: string): flag is keyof typeof LISTENERS => Object.hasOwn(LISTENERS, flag);

function ports(named: Partial<ListenerPorts>): ListenerPorts {
  const none = Object.keys(named).length === 0;
  const entries = Object.values(LISTENERS).map(({ key, registered }) => [key, none ? registered : named[key]] as const);
  return Object.fromEntries(entries) as ListenerPorts;
}

function split(word: string): string[] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function port(flag: string, text: string): number | undefined {
  if (text === 'off') return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new UsageError(`${flag} takes a port from 0 to 65535 or off, not ${text}.`);
}

function oneOf<Name extends string>(names: readonly Name[], flag: string, text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`${flag} takes ${names.join(' or ')}, not ${text}.`);
  return found;
}
