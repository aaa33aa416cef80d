/** The broker's command line, read strictly: what is not understood is refused in one sentence. */
import { type Profile, PROFILES } from '../broker/index.ts';

export interface CliArguments {
  /** Undefined: off. */
  readonly amqp: number | undefined;
  readonly stomp: number | undefined;
  readonly host: string;
  readonly profile: Profile;
  readonly trace: boolean;
  readonly help: boolean;
}

export class UsageError extends Error {}

export const USAGE = `Usage: broker [options]

  --amqp <port|off>      AMQP 0-9-1 (default 5672; 0: any free port)
  --stomp <port|off>     STOMP (default off; its port is 61613)
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
    else if (flag === '--host') given.host = value();
    else if (flag === '--profile') given.profile = profile(value());
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

function profile(text: string): Profile {
  const found = PROFILES.find((name) => name === text);
  if (found === undefined) throw new UsageError(`--profile takes ${PROFILES.join(' or ')}, not ${text}.`);
  return found;
}
