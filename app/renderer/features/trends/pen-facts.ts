import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Tag } from '../../../../shared/contract/data-hub.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { TagBounds } from '../../../../shared/contract/tags.ts';
import { formatUnit } from '../../lib/format/format.ts';
import { inputsOfTag, unitOfTag } from '../../lib/rules/tag-inputs.ts';
import { useManifests } from '../../lib/rules/use-rules.ts';
import { errorCodeOf, trpc } from '../../lib/trpc/index.ts';

/** What of a tag decides how its pen is drawn. */
export interface PenFacts {
  /** As it stands on the axis; empty where neither tag nor rules know it. */
  readonly unit: string;
  /** False where the station has no such tag. */
  readonly isKnown: boolean;
  /** Text and booleans are drawn as steps, on no axis. */
  readonly isDiscrete: boolean;
  /** Where the value belongs in normal operation. */
  readonly limits: TagBounds;
  /** What the source can measure. */
  readonly range: TagBounds;
}

interface FoundTag {
  readonly tag: Tag | undefined;
  readonly isKnown: boolean;
}

const NOT_YET: FoundTag = { tag: undefined, isKnown: true };
const NO_BOUNDS: TagBounds = { low: null, high: null };
const FOR_A_MINUTE = 60_000;

function factsOf(path: string, { tag, isKnown }: FoundTag, manifests: readonly RulesetManifest[]): PenFacts {
  const value = tag?.last?.value;
  return {
    unit: formatUnit(unitOfTag(inputsOfTag(path, manifests), tag?.unit ?? undefined)),
    isKnown,
    isDiscrete: typeof value === 'string' || typeof value === 'boolean',
    limits: tag?.limits ?? NO_BOUNDS,
    range: tag?.range ?? NO_BOUNDS,
  };
}

const tagsOfResults = (results: readonly { data: Tag | undefined; error: unknown }[]): readonly FoundTag[] =>
  results.map(({ data, error }) => ({
    tag: data,
    isKnown: !error || errorCodeOf(error) !== 'TAG_NOT_FOUND',
  }));

/** Facts of these tags by path, as far as they are known yet. */
export function usePenFacts(paths: readonly string[]): ReadonlyMap<string, PenFacts> {
  const key = [...new Set(paths)].join('\n');
  const manifests = useManifests();
  const known = useMemo(() => (key === '' ? [] : key.split('\n')), [key]);
  const tags = useQueries({
    queries: known.map((path) => trpc.dataHub.tag.queryOptions({ path }, { staleTime: FOR_A_MINUTE })),
    combine: tagsOfResults,
  });
  // The newest value changes with every answer; a chart is configured anew only when what it is drawn by does.
  const facts = JSON.stringify(
    known.map((path, index) => [path, factsOf(path, tags[index] ?? NOT_YET, manifests)]),
  );
  return useMemo(() => new Map(JSON.parse(facts) as [string, PenFacts][]), [facts]);
}
