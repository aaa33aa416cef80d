/** What the fidelity pages say, as `npm run fidelity` writes it from the tests' data into `fidelity/*.json`. */
import amqp from './fidelity/amqp.json' with { type: 'json' };
import mqtt from './fidelity/mqtt.json' with { type: 'json' };
import resp from './fidelity/resp.json' with { type: 'json' };
import stomp from './fidelity/stomp.json' with { type: 'json' };

/** One text in each language. */
export interface Both {
  readonly vi: string;
  readonly en: string;
}

/**
 * `same`: a real broker was asked and ours says the same. `different`: it says something else, on purpose. `documented`:
 * taken from sources and documents, no real broker was asked. `absent`: not done.
 */
export const STATUSES = ['same', 'different', 'documented', 'absent'] as const;
export type FidelityStatus = (typeof STATUSES)[number];

export interface FidelityFeature {
  readonly title: Both;
  readonly status: FidelityStatus;
  readonly remark?: Both | undefined;
  /** Source → how many of its dialogues or programs hold this feature. */
  readonly checks: Readonly<Record<string, number>>;
}

export interface FidelitySource {
  readonly id: string;
  readonly peer: string;
  readonly version: string;
  /** YYYY-MM or YYYY-MM-DD. */
  readonly date: string;
  /** With what it was asked. */
  readonly by: Both;
  readonly compared: number;
  readonly alike: number;
}

export interface Fidelity {
  /** Also the page's address. */
  readonly protocol: string;
  readonly name: string;
  readonly sources: readonly FidelitySource[];
  readonly areas: readonly { readonly title: Both; readonly features: readonly FidelityFeature[] }[];
}

export const FIDELITY: readonly Fidelity[] = [amqp, mqtt, stomp, resp] as readonly Fidelity[];
