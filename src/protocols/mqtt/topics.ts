/** Topic names and topic filters: what they may look like (§4.7) and how a shared filter is taken apart (§4.8.2). */
import { TOPIC_LEVELS_MAX } from './limits.ts';

const SHARE = '$share/';

/** Why `topic` cannot be published to, or `undefined`. */
export function topicNameFault(topic: string): string | undefined {
  if (topic.length === 0) return 'a topic name is at least one character long [MQTT-4.7.3-1]';
  if (topic.includes('#') || topic.includes('+')) return 'a topic name has no wildcards [MQTT-3.3.2-2]';
  return levelsFault(topic);
}

/** Why `filter` cannot be subscribed to, or `undefined`. */
export function topicFilterFault(filter: string): string | undefined {
  if (filter.length === 0) return 'a topic filter is at least one character long [MQTT-4.7.3-1]';
  const hash = filter.indexOf('#');
  if (hash >= 0 && (hash !== filter.length - 1 || (hash > 0 && filter[hash - 1] !== '/'))) {
    return '# stands alone in the last level of a filter [MQTT-4.7.1-1]';
  }
  for (let plus = filter.indexOf('+'); plus >= 0; plus = filter.indexOf('+', plus + 1)) {
    const alone = (plus === 0 || filter[plus - 1] === '/') && (filter[plus + 1] ?? '/') === '/';
    if (!alone) return '+ fills a whole level of a filter [MQTT-4.7.1-2]';
  }
  return levelsFault(filter);
}

/** Why a filter that begins with `$share/` is not a shared subscription, or `undefined`; other filters have no fault. */
export function shareFault(filter: string): string | undefined {
  if (!isShared(filter)) return undefined;
  const shared = splitShare(filter);
  if (!shared) return 'a share name is followed by / and a topic filter [MQTT-4.8.2-2]';
  if (!/^[^#+]+$/.test(shared.share)) {
    return 'a share name is at least one character long and has no wildcards [MQTT-4.8.2-1]';
  }
  return undefined;
}

export const isShared = (filter: string): boolean => filter.startsWith(SHARE);

/** `$share/workers/jobs/+` → `workers` and `jobs/+`; `undefined` for every other filter. */
export function splitShare(filter: string): { readonly share: string; readonly filter: string } | undefined {
  if (!isShared(filter)) return undefined;
  const slash = filter.indexOf('/', SHARE.length);
  if (slash < 0 || slash === filter.length - 1) return undefined;
  return { share: filter.slice(SHARE.length, slash), filter: filter.slice(slash + 1) };
}

function levelsFault(topic: string): string | undefined {
  let levels = 1;
  for (let slash = topic.indexOf('/'); slash >= 0; slash = topic.indexOf('/', slash + 1)) levels++;
  return levels > TOPIC_LEVELS_MAX ? `a topic has at most ${TOPIC_LEVELS_MAX} levels` : undefined;
}
