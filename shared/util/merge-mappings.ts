import type { TopicMapping } from '../contract/topic-mappings.ts';

/** A file's mappings beside those there are: one of the same id is replaced in its place, others come last. */
export function mergeMappings(
  mappings: readonly TopicMapping[],
  incoming: readonly TopicMapping[],
): { mappings: TopicMapping[]; added: number; replaced: number } {
  const byId = new Map(incoming.map((mapping) => [mapping.id, mapping]));
  const known = new Set(mappings.map(({ id }) => id));
  const added = incoming.filter(({ id }) => !known.has(id));
  return {
    mappings: [...mappings.map((mapping) => byId.get(mapping.id) ?? mapping), ...added],
    added: added.length,
    replaced: byId.size - added.length,
  };
}
