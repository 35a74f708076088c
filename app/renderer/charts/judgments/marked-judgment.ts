import type { Judgment } from '../../../../shared/contract/judgment.ts';
import type { LiveEvent } from '../../../../shared/contract/events.ts';
import { HOLD_VERDICT } from '../../../../shared/contract/judgment.ts';
import type { ChartMarker } from '../types.ts';

/** A judgment as the charts need it, from the list or from the live stream. */
export interface MarkedJudgment extends ChartMarker {
  readonly equipment: string;
  readonly rulesetId: string;
  readonly verdict: string;
}

export function fromJudgment(judgment: Judgment): MarkedJudgment {
  return {
    id: judgment.id,
    at: Date.parse(judgment.at),
    severity: judgment.severity,
    hold: judgment.verdict === HOLD_VERDICT,
    label: judgment.verdict,
    equipment: judgment.context?.equipment ?? '',
    rulesetId: judgment.ruleset.id,
    verdict: judgment.verdict,
  };
}

export function fromEvent(event: Extract<LiveEvent, { type: 'judgment.executed' }>): MarkedJudgment {
  return {
    id: event.id,
    at: Date.parse(event.at),
    severity: event.severity,
    hold: event.verdict === HOLD_VERDICT,
    label: event.verdict,
    equipment: event.equipment ?? '',
    rulesetId: event.rulesetId,
    verdict: event.verdict,
  };
}

/**
 * Where something turned: the first of each run of the same verdict of a ruleset on a machine. A judgment that only confirms
 * the one before says nothing new; after a pause of `runMs` the same verdict counts as a new event.
 */
export function turns(judgments: readonly MarkedJudgment[], runMs: number): MarkedJudgment[] {
  const last = new Map<string, { verdict: string; at: number }>();
  const unique = [...new Map(judgments.map((judgment) => [judgment.id, judgment])).values()];
  return unique
    .sort((a, b) => a.at - b.at)
    .filter((judgment) => {
      const key = `${judgment.equipment}\n${judgment.rulesetId}`;
      const before = last.get(key);
      last.set(key, { verdict: judgment.verdict, at: judgment.at });
      return !before || before.verdict !== judgment.verdict || judgment.at - before.at > runMs;
    });
}
