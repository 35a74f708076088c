import type { Feedback, Judgment } from '../../../shared/contract/judgment.ts';
import type { JudgmentStore } from './ports.ts';

export interface Measured {
  /** Share of agreeing feedback, or null without any. */
  readonly measured: number | null;
  readonly sampleCount: number;
}

/** One version of a ruleset; its number stands for its contents and never changes its meaning. */
export interface RulesetVersionKey {
  readonly id: string;
  readonly version: number;
}

const keyOf = ({ id, version }: RulesetVersionKey, equipment: string | undefined) =>
  `${id} ${version} ${equipment ?? ''}`;

/**
 * The hit rate of each version of a ruleset on each machine, from what operators answered; the newest answer per
 * judgment counts. Another version starts anew, and one that is activated again goes on with its own.
 */
export class MeasuredConfidence {
  readonly #counts = new Map<string, { agreed: number; total: number }>();

  async load(store: JudgmentStore): Promise<void> {
    for (const { rulesetId, rulesetVersion, equipment, agreed, total } of await store.feedbackCounts()) {
      const key = keyOf({ id: rulesetId, version: rulesetVersion }, equipment ?? undefined);
      this.#counts.set(key, { agreed, total });
    }
  }

  of(ruleset: RulesetVersionKey, equipment: string | undefined): Measured {
    const count = this.#counts.get(keyOf(ruleset, equipment));
    if (count === undefined || count.total === 0) return { measured: null, sampleCount: 0 };
    return { measured: count.agreed / count.total, sampleCount: count.total };
  }

  /** Counts an answer to a judgment; `before` is the one it replaces. */
  add({ ruleset, context }: Judgment, agree: boolean, before: Feedback | undefined): void {
    const key = keyOf(ruleset, context?.equipment);
    const count = this.#counts.get(key) ?? { agreed: 0, total: 0 };
    if (before === undefined) count.total += 1;
    else if (before.agree) count.agreed -= 1;
    if (agree) count.agreed += 1;
    this.#counts.set(key, count);
  }
}
