import type { LocalizedText, Severity } from '../../../../shared/contract/common.ts';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { worstSeverity } from '../../lib/status/freshness.ts';

export interface LineRows {
  /** `site/area/line` */
  readonly path: string;
  readonly machines: readonly EquipmentState[];
  readonly worst: Severity | null;
  readonly abnormal: number;
}

export interface Matrix {
  readonly rulesets: readonly { readonly id: string; readonly name: LocalizedText }[];
  readonly lines: readonly LineRows[];
}

const byName = new Intl.Collator('en', { numeric: true });

const lineName = (path: string): string => path.split('/')[2] ?? '';

/**
 * Machines by line against the rulesets that judge them. Places are fixed by name, never by state: an operator finds
 * a machine where it always is.
 */
export function matrixOf(equipment: readonly EquipmentState[]): Matrix {
  const rulesets = new Map<string, LocalizedText>();
  const lines = new Map<string, EquipmentState[]>();
  for (const machine of equipment) {
    for (const { rulesetId, rulesetName } of machine.judgments) rulesets.set(rulesetId, rulesetName);
    const line = machine.path.split('/').slice(0, 3).join('/');
    lines.set(line, [...(lines.get(line) ?? []), machine]);
  }
  return {
    rulesets: [...rulesets].map(([id, name]) => ({ id, name })).sort((a, b) => byName.compare(a.id, b.id)),
    lines: [...lines]
      .sort(([a], [b]) => byName.compare(lineName(a), lineName(b)) || byName.compare(a, b))
      .map(([path, machines]) => ({
        path,
        machines: machines.toSorted((a, b) => byName.compare(a.path, b.path)),
        worst: worstSeverity(machines.map((machine) => machine.severity)),
        abnormal: machines.filter(({ severity }) => severity !== null && severity !== 'normal').length,
      })),
  };
}
