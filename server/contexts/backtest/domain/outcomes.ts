import type { Severity } from '../../../../shared/contract/common.ts';
import { HOLD_VERDICT, severityOfHold, type HoldCause } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';

/** Causes of a `HOLD` in a backtest, by number. Time and suspension depend on the machine and the hour: they are not in history. */
export const HOLD_CAUSES = [
  'INPUT_MISSING',
  'INPUT_STALE',
  'INPUT_BAD_QUALITY',
  'RULE_ERROR',
  'RULE_LIMIT',
] as const satisfies readonly HoldCause[];

export interface Outcome {
  readonly verdict: string;
  readonly severity: Severity;
  readonly holdCause?: HoldCause;
}

/** Everything a version can say, by number: its verdicts as declared, then `HOLD` by cause. */
export function outcomesOf(manifest: RulesetManifest): Outcome[] {
  const declared = Object.entries(manifest.verdicts).map(([verdict, severity]) => ({ verdict, severity }));
  const holds = HOLD_CAUSES.map((holdCause): Outcome => ({
    verdict: HOLD_VERDICT,
    severity: severityOfHold(holdCause),
    holdCause,
  }));
  return [...declared, ...holds];
}
