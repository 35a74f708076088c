import type { MeaningReport } from '../../../../shared/contract/rule-meaning.ts';
import type { WorkThread } from '../ports.ts';
import type { Comparison } from './compare.ts';
import type { Progress } from './searched.ts';

export interface MeaningOrder extends Comparison {
  readonly budgetMs: number;
}

export type MeaningStep =
  | ({ readonly kind: 'progress' } & Progress)
  | { readonly kind: 'report'; readonly report: MeaningReport | null };

export type FromMeaning = MeaningStep | { readonly kind: 'done' };

/** Compares two versions in a thread of its own. */
export type MeaningThread = WorkThread<MeaningOrder, MeaningStep>;
