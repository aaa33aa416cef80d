/**
 * A real RabbitMQ of Debian's package for one test or recording: a node of its own in a folder of its own, on free ports
 * of the loopback, with the plugins that are asked for. Nothing of it is left when it is stopped.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { accepts, freePorts } from '../support/free-ports.ts';

const BIN = '/usr/lib/rabbitmq/bin';
const START_MS = 90_000;
const STOP_MS = 30_000;
const HOST = '127.0.0.1';
const COOKIE = 'peer-of-the-tests';

/** What may be asked for besides AMQP, and the setting that places its listener. */
const PLUGINS = {
  mqtt: ['rabbitmq_mqtt', 'mqtt.listeners.tcp.1'],
  stomp: ['rabbitmq_stomp', 'stomp.listeners.tcp.1'],
  'web-stomp': ['rabbitmq_web_stomp', 'web_stomp.tcp.port'],
  'web-mqtt': ['rabbitmq_web_mqtt', 'web_mqtt.tcp.port'],
} as const;

export type RabbitPlugin = keyof typeof PLUGINS;

export interface RabbitMq {
  /** As its own package says it: `3.10.8`. */
  readonly version: string;
  readonly ports: Readonly<Record<'amqp' | RabbitPlugin, number>>;
  /** Stops and starts the broker within its node, as an operator would. Connections are closed with 320. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there can be no real RabbitMQ here; undefined where there can. */
export function noRabbitMq(): string | undefined {
  if (!existsSync(join(BIN, 'rabbitmq-server'))) {
    return `RabbitMQ is not installed here (no ${BIN}/rabbitmq-server; Debian's package rabbitmq-server has it)`;
  }
  return process.platform === 'linux' ? undefined : 'RabbitMQ is started here from a Debian package only';
}

/** Rejects with the node's own words where it does not come up. A port of 0: its plugin was not asked for. */
export async function startRabbitMq(plugins: readonly RabbitPlugin[] = []): Promise<RabbitMq> {
  const home = mkdtempSync(join(tmpdir(), 'rabbitmq-peer-'));
  const [amqp = 0, distribution = 0, epmd = 0, ...others] = await freePorts(3 + plugins.length);
  const pluginPorts = Object.fromEntries(plugins.map((plugin, index) => [plugin, others[index] ?? 0]));
  const environment = { ...process.env, ...writeNode(home, { amqp, distribution, epmd, pluginPorts }) };
  // Its own epmd, which ends with it: one that it started by itself would stay behind.
  const names = spawn('epmd', ['-address', HOST, '-port', String(epmd)], { env: environment, stdio: 'ignore' });
  const node = spawn(join(BIN, 'rabbitmq-server'), [], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = listenTo(node);
  const stop = async (): Promise<void> => {
    await end(node, environment);
    names.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  try {
    for (const port of [amqp, ...others]) await reachable(port, node, said);
    await ready(environment);
  } catch (error) {
    await stop();
    throw error;
  }
  const restart = async (): Promise<void> => {
    await ctl(environment, 'stop_app');
    await ctl(environment, 'start_app');
    for (const port of [amqp, ...others]) await reachable(port, node, said);
  };
  const ports = { mqtt: 0, stomp: 0, 'web-stomp': 0, 'web-mqtt': 0, ...pluginPorts, amqp };
  return { version: installedVersion(), ports, restart, stop };
}

interface Places {
  readonly amqp: number;
  readonly distribution: number;
  readonly epmd: number;
  readonly pluginPorts: Readonly<Record<string, number>>;
}

/** Writes the node's settings into its folder, and returns what its environment must say. */
function writeNode(home: string, { amqp, distribution, epmd, pluginPorts }: Places): NodeJS.ProcessEnv {
  const chosen = Object.entries(pluginPorts).map(([name, port]) => ({ plugin: PLUGINS[name as RabbitPlugin], port }));
  const listeners = chosen.map(({ plugin: [, setting], port }) =>
    setting.startsWith('web')
      ? `${setting} = ${port}\n${setting.replace('port', 'ip')} = ${HOST}`
      : `${setting} = ${HOST}:${port}`,
  );
  for (const folder of ['mnesia', 'log']) mkdirSync(join(home, folder));
  writeFileSync(
    join(home, 'rabbitmq.conf'),
    [
      `listeners.tcp.1 = ${HOST}:${amqp}`,
      ...listeners,
      'log.console = false',
      'vm_memory_high_watermark.relative = 0.8',
      'disk_free_limit.absolute = 10MB',
      '',
    ].join('\n'),
  );
  writeFileSync(join(home, 'enabled_plugins'), `[${chosen.map(({ plugin: [name] }) => name).join(',')}].\n`);
  return {
    HOME: home,
    RABBITMQ_NODENAME: `peer${amqp}@localhost`,
    RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'enabled_plugins'),
    RABBITMQ_PID_FILE: join(home, 'pid'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_DIST_PORT: String(distribution),
    ERL_EPMD_ADDRESS: HOST,
    ERL_EPMD_PORT: String(epmd),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-kernel inet_dist_use_interface {127,0,0,1} -setcookie ${COOKIE}`,
    RABBITMQ_CTL_ERL_ARGS: `-setcookie ${COOKIE}`,
  };
}

function listenTo(node: ChildProcess): () => string {
  let said = '';
  const hear = (text: string): void => void (said = (said + text).slice(-4000));
  node.stdout?.setEncoding('utf8').on('data', hear);
  node.stderr?.setEncoding('utf8').on('data', hear);
  return () => said;
}

async function reachable(port: number, node: ChildProcess, said: () => string): Promise<void> {
  const end = performance.now() + START_MS;
  while (!(await accepts(port))) {
    if (node.exitCode !== null) throw new Error(`RabbitMQ ended with ${node.exitCode} while starting:\n${said()}`);
    if (performance.now() > end)
      throw new Error(`RabbitMQ does not listen on port ${port} after ${START_MS} ms:\n${said()}`);
    await pause(100);
  }
}

const run = promisify(execFile);

const ctl = (environment: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<unknown> =>
  run(join(BIN, 'rabbitmqctl'), ['--erlang-cookie', COOKIE, '-n', environment['RABBITMQ_NODENAME'] ?? '', ...words], {
    env: environment,
    timeout: START_MS,
  });

async function ready(environment: NodeJS.ProcessEnv): Promise<void> {
  await ctl(environment, 'await_startup');
}

/** Politely, and by its process id where that does not help. */
async function end(node: ChildProcess, environment: NodeJS.ProcessEnv): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return;
  const gone = new Promise((resolve) => node.once('exit', resolve));
  await ctl(environment, 'stop').catch(() => node.kill('SIGTERM'));
  const late = setTimeout(() => node.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(late);
}

function installedVersion(): string {
  return /rabbitmq_server-([\d.]+)/.exec(realpathSync(join(BIN, 'rabbitmq-defaults')))?.[1] ?? 'of no known version';
}
