import type { Feedback } from '../../../shared/contract/judgment.ts';
import type { JudgmentStore } from './ports.ts';

export interface Measured {
  /** Share of agreeing feedback, or null without any. */
  readonly measured: number | null;
  readonly sampleCount: number;
}

const keyOf = (rulesetId: string, equipment: string | undefined) => `${rulesetId} ${equipment ?? ''}`;

/** The hit rate of each ruleset on each machine, from what operators answered; the newest answer per judgment counts. */
export class MeasuredConfidence {
  readonly #counts = new Map<string, { agreed: number; total: number }>();

  async load(store: JudgmentStore): Promise<void> {
    for (const { rulesetId, equipment, agreed, total } of await store.feedbackCounts()) {
      this.#counts.set(keyOf(rulesetId, equipment ?? undefined), { agreed, total });
    }
  }

  of(rulesetId: string, equipment: string | undefined): Measured {
    const count = this.#counts.get(keyOf(rulesetId, equipment));
    if (count === undefined || count.total === 0) return { measured: null, sampleCount: 0 };
    return { measured: count.agreed / count.total, sampleCount: count.total };
  }

  add(rulesetId: string, equipment: string | undefined, agree: boolean, before: Feedback | undefined): void {
    const count = this.#counts.get(keyOf(rulesetId, equipment)) ?? { agreed: 0, total: 0 };
    if (before === undefined) count.total += 1;
    else if (before.agree) count.agreed -= 1;
    if (agree) count.agreed += 1;
    this.#counts.set(keyOf(rulesetId, equipment), count);
  }
}
