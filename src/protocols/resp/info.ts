/** INFO: what the server tells of itself, in Redis' sections and names. What it has not, it does not tell. */
import type { Instance } from './instance.ts';
import { REDIS_VERSION } from './redis-version.ts';

type Lines = readonly (readonly [name: string, value: string | number])[];

const SECTIONS: Readonly<Record<string, (instance: Instance) => Lines>> = {
  server: ({ clock, startedAt, runId }) => {
    const seconds = Math.floor((clock.now() - startedAt) / 1000);
    return [
      ['redis_version', REDIS_VERSION],
      ['redis_mode', 'standalone'],
      ['arch_bits', 64],
      ['run_id', runId],
      ['server_time_usec', Math.floor(clock.now() * 1000)],
      ['uptime_in_seconds', seconds],
      ['uptime_in_days', Math.floor(seconds / 86_400)],
    ];
  },
  clients: ({ clients, blocking }) => [
    ['connected_clients', clients.size],
    ['blocked_clients', blocking.count],
    ['pubsub_clients', [...clients.values()].filter((client) => client.listens).length],
  ],
  memory: ({ keyspace, config }) => [
    ['used_memory', keyspace.bytes],
    ['maxmemory', config.memoryBytes],
    ['maxmemory_policy', 'noeviction'],
  ],
  persistence: () => [
    ['loading', 0],
    ['rdb_changes_since_last_save', 0],
    ['aof_enabled', 0],
  ],
  stats: ({ counts, channels }) => [
    ['total_connections_received', counts.connections],
    ['total_commands_processed', counts.commands],
    ['client_output_buffer_limit_disconnections', counts.outputLimitCuts],
    ['expired_keys', counts.expired],
    ['keyspace_hits', counts.hits],
    ['keyspace_misses', counts.misses],
    ['pubsub_channels', channels.channelCount],
    ['pubsub_patterns', channels.patternCount],
    ['total_error_replies', counts.errors],
  ],
  replication: () => [
    ['role', 'master'],
    ['connected_slaves', 0],
  ],
  modules: () => [],
  errorstats: ({ errors }) => Array.from(errors, ([code, count]) => [`errorstat_${code}`, `count=${count}`] as const),
  cluster: () => [['cluster_enabled', 0]],
  keyspace: ({ keyspace }) =>
    [...keyspace].flatMap(({ index, size, volatileCount }) =>
      size === 0 ? [] : [[`db${index}`, `keys=${size},expires=${volatileCount},avg_ttl=0`] as const],
    ),
};

const ALL = new Set(['all', 'everything', 'default']);

/** @param wanted names of sections; none: all */
export function info(instance: Instance, wanted: readonly string[]): string {
  const everything = wanted.length === 0 || wanted.some((name) => ALL.has(name));
  const names = Object.keys(SECTIONS).filter((name) => everything || wanted.includes(name));
  return names.map((name) => section(name, SECTIONS[name]?.(instance) ?? [])).join('\r\n');
}

function section(name: string, lines: Lines): string {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return `# ${title}\r\n${lines.map(([key, value]) => `${key}:${value}\r\n`).join('')}`;
}
