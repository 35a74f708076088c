import type { ParsedRuleset } from '../domain/ruleset.ts';
import type { WorkThread } from '../ports.ts';
import type { AnalysisStep } from './analyse.ts';
import type { MeasuringRanges } from './measuring-ranges.ts';

export interface AnalysisOrder {
  readonly ruleset: ParsedRuleset;
  readonly mutate: boolean;
  readonly measured: MeasuringRanges;
}

export type FromAnalysis = AnalysisStep | { readonly kind: 'done' };

/** Runs an analysis in a thread of its own. */
export type AnalysisThread = WorkThread<AnalysisOrder, AnalysisStep>;
