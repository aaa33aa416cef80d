/** All sessions of one broker by client identifier: who takes over from whom, how long they are kept, and their wills. */
import type { Broker } from '../../broker/index.ts';
import { BrokerError } from '../../broker/index.ts';
import { publishMessage } from './incoming.ts';
import { SESSIONS_MAX } from './limits.ts';
import type { MqttProfile } from './profile.ts';
import { SessionState } from './session-state.ts';
import { ShareGroup } from './share-group.ts';
import { SystemTopics } from './system-topics.ts';

/** Until when a session is kept and its will waits. */
interface Absence {
  expiry: unknown;
  will: unknown;
}

export class Registry {
  readonly broker: Broker;
  readonly profile: MqttProfile;
  readonly system: SystemTopics;
  readonly #sessions = new Map<string, SessionState>();
  readonly #absences = new Map<SessionState, Absence>();
  readonly #groups = new Map<string, ShareGroup>();

  constructor(broker: Broker, profile: MqttProfile) {
    this.broker = broker;
    this.profile = profile;
    this.system = new SystemTopics(broker, profile, () => this.#sessions.values());
  }

  /** Whether there is no room for a client that has no session yet. */
  full(clientId: string): boolean {
    return this.#sessions.size >= SESSIONS_MAX && !this.#sessions.has(clientId);
  }

  /**
   * The session for a client that connects, resumed unless it is to start anew (§3.1.2.4). Whoever had it is told and
   * disconnected [MQTT-3.1.4-3]; its will is sent only if its session ends.
   */
  open(
    clientId: string,
    asked: { readonly cleanStart: boolean; readonly expirySeconds: number },
  ): {
    readonly state: SessionState;
    readonly present: boolean;
  } {
    const before = this.#sessions.get(clientId);
    if (before !== undefined) this.#takeOver(before, asked.cleanStart);
    const present = this.#sessions.get(clientId);
    const state =
      present ??
      new SessionState({ broker: this.broker, profile: this.profile, clientId, kept: asked.expirySeconds > 0 });
    state.expirySeconds = asked.expirySeconds;
    this.#sessions.set(clientId, state);
    return { state, present: present !== undefined };
  }

  /** The connection is gone. `willed`: not by a polite DISCONNECT. */
  leave(state: SessionState, willed: boolean): void {
    state.detach();
    if (!willed) state.will = undefined;
    if (this.profile.forgetsQos0) forgetQos0(state);
    const nothingLeft = this.profile.forgetsQos0 && state.subscriptions.size === 0;
    if (state.expirySeconds === 0 || nothingLeft) return this.#end(state);
    const { clock } = this.broker;
    const absence: Absence = { expiry: undefined, will: undefined };
    this.#absences.set(state, absence);
    if (state.expirySeconds !== Infinity) {
      absence.expiry = clock.setTimeout(() => this.#end(state), state.expirySeconds * 1000);
    }
    const delay = state.will?.properties?.willDelayInterval ?? 0;
    if (delay === 0) this.#sendWill(state);
    else absence.will = clock.setTimeout(() => this.#sendWill(state), delay * 1000);
  }

  group(share: string, filter: string): ShareGroup {
    const name = `${share}/${filter}`;
    let group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, (group = new ShareGroup()));
    return group;
  }

  #takeOver(before: SessionState, cleanStart: boolean): void {
    const { link } = before;
    const ends = cleanStart || before.expirySeconds === 0;
    if (link !== undefined) {
      if (!ends || !this.profile.willAtTakeover) before.will = undefined;
      if (ends) before.expirySeconds = 0;
      link.end('sessionTakenOver');
    }
    this.#return(before);
    if (ends && this.#sessions.get(before.clientId) === before) this.#end(before);
  }

  /** The client is back, or nobody waits for it any more. */
  #return(state: SessionState): void {
    const absence = this.#absences.get(state);
    if (absence === undefined) return;
    this.#absences.delete(state);
    for (const timer of [absence.expiry, absence.will]) if (timer !== undefined) this.broker.clock.clearTimeout(timer);
  }

  /** A will that still waits is sent: the session ends before its delay does [MQTT-3.1.2-8]. */
  #end(state: SessionState): void {
    this.#return(state);
    this.#sessions.delete(state.clientId);
    state.end();
    this.#sendWill(state);
    for (const [name, group] of this.#groups) if (group.empty) this.#groups.delete(name);
  }

  #sendWill(state: SessionState): void {
    const { will } = state;
    state.will = undefined;
    if (will === undefined) return;
    try {
      publishMessage(this.broker, this.profile, will, state.lastConnection);
    } catch (error) {
      // nobody is left to be told that the broker refused it
      if (!(error instanceof BrokerError)) throw error;
    }
  }
}

function forgetQos0(state: SessionState): void {
  for (const { filter, qos } of [...state.subscriptions]) if (qos === 0) state.unsubscribe(filter);
}
