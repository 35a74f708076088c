import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Tag } from '../../../../shared/contract/data-hub.ts';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { Language } from '../../../../shared/contract/common.ts';
import { formatUnit, formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { inputsOfTag, unitOfTag } from '../../lib/rules/tag-inputs.ts';
import { useManifests } from '../../lib/rules/use-rules.ts';
import { trpc } from '../../lib/trpc/index.ts';

export interface MachineValue {
  readonly name: string;
  readonly text: string;
}

const REFETCH_MS = 2_000;
/** One page of tags; a plant with more looks at a machine's values on the machine's page. */
const MOST_TAGS = 500;
const PER_MACHINE = 5;

/** The values rules look at, by machine; numbers before texts. */
export function valuesByMachine(
  tags: readonly Tag[],
  manifests: readonly RulesetManifest[],
  language: Language,
): Map<string, MachineValue[]> {
  const values = new Map<string, MachineValue[]>();
  for (const tag of tags) {
    const inputs = inputsOfTag(tag.path, manifests);
    const cut = tag.path.lastIndexOf('/');
    const machine = tag.path.slice(0, cut);
    const known = values.get(machine) ?? [];
    if (inputs.length === 0 || typeof tag.last?.value !== 'number' || known.length >= PER_MACHINE) continue;
    const text = `${formatValue(tag.last.value, language)} ${formatUnit(unitOfTag(inputs, tag.unit))}`.trim();
    values.set(machine, [...known, { name: tag.path.slice(cut + 1), text }]);
  }
  return values;
}

export function useMachineValues(equipment: readonly EquipmentState[]): Map<string, MachineValue[]> {
  const language = useLanguage();
  const manifests = useManifests();
  const count = equipment.reduce((sum, { tagCount }) => sum + tagCount, 0);
  const tags = useQuery(
    trpc.dataHub.tags.queryOptions(
      { limit: MOST_TAGS },
      { enabled: count <= MOST_TAGS, refetchInterval: REFETCH_MS },
    ),
  );
  const items = tags.data?.items;
  return useMemo(() => valuesByMachine(items ?? [], manifests, language), [items, manifests, language]);
}
