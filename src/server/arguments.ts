/** The broker's command line, read strictly: what is not understood is refused in one sentence. */
import { type Profile, PROFILES } from '../broker/index.ts';
import { MQTT_PROFILES, type MqttProfileName } from '../protocols/mqtt/index.ts';

export interface CliArguments {
  /** Undefined: off. */
  readonly amqp: number | undefined;
  readonly stomp: number | undefined;
  readonly stompWs: number | undefined;
  readonly resp: number | undefined;
  readonly mqtt: number | undefined;
  readonly mqttWs: number | undefined;
  readonly mqttProfile: MqttProfileName;
  readonly host: string;
  readonly profile: Profile;
  readonly trace: boolean;
  readonly help: boolean;
}

export class UsageError extends Error {}

export const USAGE = `Usage: broker [options]

  --amqp <port|off>      AMQP 0-9-1 (default 5672; 0: any free port)
  --stomp <port|off>     STOMP (default off; its port is 61613)
  --stomp-ws <port|off>  STOMP over WebSocket (default off)
  --resp <port|off>      RESP, Redis' protocol (default off; its port is 6379)
  --mqtt <port|off>      MQTT 3.1, 3.1.1 and 5.0 (default off; its port is 1883)
  --mqtt-ws <port|off>   MQTT over WebSocket (default off)
  --mqtt-profile <name>  whom MQTT behaves like: mosquitto or rabbitmq (default mosquitto)
  --host <address>       where to listen (default 127.0.0.1, this machine only)
  --profile <3.10|4.x>   the RabbitMQ to answer as, where versions differ (default 4.x)
  --trace                print every event as a line of JSON
  --help                 print this

On standard input it takes lines of JSON: {"type":"restart"}, {"type":"cut","connection":"c1"}.`;

/** Throws `UsageError`. A value may follow its flag or be joined to it by `=`. */
export function parseArguments(words: readonly string[]): CliArguments {
  const given = {
    amqp: 5672 as number | undefined,
    stomp: undefined as number | undefined,
    stompWs: undefined as number | undefined,
    resp: undefined as number | undefined,
    mqtt: undefined as number | undefined,
    mqttWs: undefined as number | undefined,
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
    if (flag === '--amqp') given.amqp = port(flag, value());
    else if (flag === '--stomp') given.stomp = port(flag, value());
    else if (flag === '--stomp-ws') given.stompWs = port(flag, value());
    else if (flag === '--resp') given.resp = port(flag, value());
    else if (flag === '--mqtt') given.mqtt = port(flag, value());
    else if (flag === '--mqtt-ws') given.mqttWs = port(flag, value());
    else if (flag === '--mqtt-profile') given.mqttProfile = oneOf(MQTT_PROFILES, flag, value());
    else if (flag === '--host') given.host = value();
    else if (flag === '--profile') given.profile = oneOf(PROFILES, flag, value());
    else if (flag === '--trace') given.trace = true;
    else if (flag === '--help' || flag === '-h') given.help = true;
    else throw new UsageError(`There is no option ${flag}.`);
  }
  return given;
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
