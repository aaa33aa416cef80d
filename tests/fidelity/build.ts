/** From a protocol's features and sources to its fidelity page. */
import type { Fidelity, FidelityFeature, FidelityStatus } from '../../src/reference/fidelity.ts';
import type { FeatureSpec, ProtocolSpec, Source } from './spec.ts';

/** The items of a source that a feature names. */
export function itemsOf(feature: FeatureSpec, source: Source): string[] {
  const beginnings = feature.checks?.[source.id] ?? [];
  return source.items.filter((item) => beginnings.some((beginning) => item.startsWith(beginning)));
}

function statusOf(feature: FeatureSpec): FidelityStatus {
  if (feature.unasked !== undefined) return feature.unasked;
  return feature.differs === 'broker' ? 'different' : 'same';
}

function featureOf(feature: FeatureSpec, sources: readonly Source[]): FidelityFeature {
  const counts = sources
    .map((source) => [source.id, itemsOf(feature, source).length] as const)
    .filter(([, count]) => count > 0);
  const remark = feature.remark === undefined ? {} : { remark: feature.remark };
  return { title: feature.title, status: statusOf(feature), ...remark, checks: Object.fromEntries(counts) };
}

export function fidelityOf({ protocol, name, sources, areas }: ProtocolSpec): Fidelity {
  return {
    protocol,
    name,
    sources: sources.map(({ items, different, ...source }) => ({
      ...source,
      compared: items.length,
      alike: items.length - different.length,
    })),
    areas: areas.map(({ title, features }) => ({
      title,
      features: features.map((feature) => featureOf(feature, sources)),
    })),
  };
}
