/** SUBSCRIBE and UNSUBSCRIBE: each filter is answered for itself, then retained messages follow (§3.8.4, §3.10.4). */
import { BrokerError } from '../../broker/index.ts';
import { brokerReason } from './errors.ts';
import type { Link } from './link.ts';
import type { Subscribe, Subscription, Unsubscribe } from './packets.ts';
import { REASON } from './reasons.ts';
import type { Registry } from './registry.ts';
import type { SessionState } from './session-state.ts';
import { Subscribed } from './subscribed.ts';
import { splitShare } from './topics.ts';

export interface SubscribingOptions {
  readonly registry: Registry;
  readonly state: SessionState;
  readonly link: Link;
}

export function subscribe(packet: Subscribe, options: SubscribingOptions): void {
  const { registry, state, link } = options;
  const [identifier] = packet.properties?.subscriptionIdentifiers ?? [];
  const reasonCodes: number[] = [];
  const retained: Subscribed[] = [];
  for (const asked of packet.subscriptions) {
    registry.system.wanted(asked.filter);
    const fresh = state.subscriptions.get(asked.filter) === undefined;
    const granted = grant(asked, identifier, options);
    reasonCodes.push(typeof granted === 'number' ? granted : granted.qos);
    if (typeof granted === 'number' || granted.group !== undefined) continue;
    if (asked.retainHandling === 0 || (asked.retainHandling === 1 && fresh)) retained.push(granted);
  }
  link.send({ type: 'suback', packetId: packet.packetId, reasonCodes });
  for (const subscribed of retained) state.sendRetained(subscribed);
}

/** The subscription, or the reason code why there is none. */
function grant(asked: Subscription, identifier: number | undefined, options: SubscribingOptions): Subscribed | number {
  const { registry, state, link } = options;
  const { profile } = registry;
  const filter = profile.dotsSeparate ? asked.filter.replaceAll('.', '/') : asked.filter;
  const share = splitShare(filter);
  if (share !== undefined && !profile.sharedSubscriptions && link.version === 5) {
    return REASON.sharedSubscriptionsNotSupported;
  }
  const shared = profile.sharedSubscriptions ? share : undefined;
  const subscribed = new Subscribed(asked, {
    inner: shared?.filter ?? filter,
    qosMax: profile.qosMax,
    identifier,
    group: shared && registry.group(shared.share, shared.filter),
  });
  try {
    state.subscribe(subscribed);
    return subscribed;
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return link.version === 5 ? REASON[brokerReason(error)] : REASON.unspecifiedError;
  }
}

export function unsubscribe(packet: Unsubscribe, { state, link }: SubscribingOptions): void {
  const found = packet.filters.map((filter) => state.unsubscribe(filter));
  const codes = found.map((was) => (was ? REASON.success : REASON.noSubscriptionExisted));
  link.send({ type: 'unsuback', packetId: packet.packetId, reasonCodes: link.version === 5 ? codes : [] });
}
