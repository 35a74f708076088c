import type { MappingChange, TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { canonicalJson } from '../../../../../shared/util/canonical-json.ts';

type Difference = Omit<MappingChange, 'restored' | 'imported'>;

export const changesNothing = ({ added, changed, removed, reordered }: Difference) =>
  !reordered && added.length + changed.length + removed.length === 0;

/** What a new list of mappings changes, by name. */
export function changeBetween(before: readonly TopicMapping[], after: readonly TopicMapping[]): Difference {
  const earlier = new Map(before.map((mapping) => [mapping.id, mapping]));
  const later = new Set(after.map(({ id }) => id));
  const kept = after.filter(({ id }) => earlier.has(id));
  const order = before.filter(({ id }) => later.has(id));
  return {
    added: after.filter(({ id }) => !earlier.has(id)).map(({ name }) => name),
    changed: kept
      .filter((mapping) => canonicalJson(mapping) !== canonicalJson(earlier.get(mapping.id)))
      .map(({ name }) => name),
    removed: before.filter(({ id }) => !later.has(id)).map(({ name }) => name),
    reordered: kept.some(({ id }, index) => id !== order[index]?.id),
  };
}
