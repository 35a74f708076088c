import type { ParsedRuleset } from '../domain/ruleset.ts';
import type { AnalysisStep } from './analyse.ts';

export interface AnalysisOrder {
  readonly ruleset: ParsedRuleset;
  readonly mutate: boolean;
}

export type FromAnalysis = AnalysisStep | { readonly kind: 'done' };

/** Runs an analysis in a thread of its own. Rejects where the thread fails or `signal` ends it. */
export interface AnalysisThread {
  run(order: AnalysisOrder, on: (step: AnalysisStep) => void, signal: AbortSignal): Promise<void>;
}
