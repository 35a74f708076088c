import { SEVERITIES, type Severity } from '../../../../shared/contract/common.ts';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import type { MarkKind } from '../../ui/StateMark.tsx';

/** A machine whose newest value is older than this is stale, milliseconds. */
export const STALE_AFTER_MS = 30_000;

export type Freshness = 'fresh' | 'stale' | 'nodata' | 'recorded';

/**
 * Whether a machine's newest value is current, old, was never there, or is of an imported file, where nothing is expected.
 * `now` in epoch milliseconds, server time.
 */
export function freshnessOf(
  equipment: Pick<EquipmentState, 'lastDataAt' | 'isRecorded'>,
  now: number,
): Freshness {
  if (equipment.lastDataAt === null) return 'nodata';
  if (equipment.isRecorded) return 'recorded';
  return now - Date.parse(equipment.lastDataAt) > STALE_AFTER_MS ? 'stale' : 'fresh';
}

/** The worst of these; null when none is known. */
export function worstSeverity(severities: readonly (Severity | null)[]): Severity | null {
  const ranks = severities.flatMap((severity) => (severity === null ? [] : [SEVERITIES.indexOf(severity)]));
  return ranks.length === 0 ? null : (SEVERITIES[Math.max(...ranks)] ?? null);
}

/** A judgment's mark: what could not be judged never looks like its severity alone. */
export function markOfJudgment(judgment: { severity: MarkKind; holdCause?: unknown }): MarkKind {
  return judgment.holdCause === undefined ? judgment.severity : 'hold';
}

/**
 * The one mark that says most about a machine. The abnormal comes first, whatever its age; a normal verdict on old
 * values is not shown as normal, nor one on values of a file: of now it says nothing.
 */
export function markOfEquipment(equipment: EquipmentState, now: number): MarkKind {
  const worst = equipment.judgments.filter((judgment) => judgment.severity === equipment.severity);
  if (equipment.severity !== null && equipment.severity !== 'normal') {
    return worst.every((judgment) => judgment.holdCause !== undefined) && worst.length > 0
      ? 'hold'
      : equipment.severity;
  }
  const freshness = freshnessOf(equipment, now);
  if (freshness === 'recorded') return 'unjudged';
  if (freshness !== 'fresh') return freshness;
  return equipment.severity ?? 'unjudged';
}
