import { SEVERITIES, type Severity } from '../../../shared/contract/common.ts';
import type { EquipmentState } from '../../../shared/contract/judgment.ts';
import type { BoundRulesets } from './bound-rulesets.ts';
import type { CurrentStates } from './current-states.ts';
import { equipmentOf } from './domain/binding.ts';
import type { TagReadings } from './ports.ts';

/** Every machine that has tags, with the current judgments of the rulesets bound to it now, by path. */
export function equipmentStates(
  readings: TagReadings,
  bound: BoundRulesets,
  states: CurrentStates,
): EquipmentState[] {
  const rulesetsOf = new Map<string, Set<string>>();
  for (const { equipment, ruleset } of bound.all()) {
    rulesetsOf.set(equipment, (rulesetsOf.get(equipment) ?? new Set()).add(ruleset.id));
  }
  const paths = [...new Set(readings.tagPaths().map(equipmentOf))].sort();
  return paths.map((path) => {
    const judgments = states.of(path).filter((state) => rulesetsOf.get(path)?.has(state.rulesetId));
    const freshness = readings.freshness(path);
    const [, , line = '', equipment = ''] = path.split('/');
    return {
      path,
      line,
      equipment,
      tagCount: readings.tagsOf(path).length,
      lastDataAt: freshness === undefined ? null : new Date(freshness.lastDataAt).toISOString(),
      lastReceivedAt: freshness === undefined ? null : new Date(freshness.lastReceivedAt).toISOString(),
      isRecorded: freshness?.isRecorded ?? false,
      severity: worst(judgments.map((judgment) => judgment.severity)),
      judgments,
    };
  });
}

function worst(severities: readonly Severity[]): Severity | null {
  if (severities.length === 0) return null;
  return SEVERITIES[Math.max(...severities.map((severity) => SEVERITIES.indexOf(severity)))] ?? null;
}
