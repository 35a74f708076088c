import type { TestAnalysis } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetTexts } from '../../../../shared/contract/ruleset-desk.ts';
import { validTexts } from '../check.ts';
import { KeptRuns } from '../kept-runs.ts';
import type { ScriptCompiler } from '../ports.ts';
import { measuringRangesOf, type MeasuredTag } from './measuring-ranges.ts';
import type { AnalysisThread } from './thread-messages.ts';

/** What the test cases of a draft show of its script; in memory, the newest analyses only. */
export interface AnalysesService {
  /** Begins one; what was under way for the same ruleset ends. Errors `RULESET_INVALID`. */
  start(order: { id: string; texts: RulesetTexts; mutate: boolean }): Promise<{ key: number }>;
  /** How far one is. Error `NOT_FOUND` where it is not kept any more. */
  get(key: number): TestAnalysis;
  cancel(key: number): TestAnalysis;
  /** Ends what is under way. */
  close(): void;
}

export function createAnalyses(parts: {
  compiler: ScriptCompiler;
  thread: AnalysisThread;
  /** The tags that feed an input with this pattern. */
  tagsOf: (pattern: string) => Promise<readonly MeasuredTag[]>;
}): AnalysesService {
  const { compiler, thread, tagsOf } = parts;
  const runs = new KeptRuns<TestAnalysis>('analysis');
  return {
    async start({ id, texts, mutate }) {
      const ruleset = await validTexts(texts, id, compiler);
      const measured = await measuringRangesOf(ruleset.manifest, tagsOf);
      const begun = (key: number): TestAnalysis => ({
        ...{ key, state: 'running', why: null, done: 0, total: null },
        ...{ coverage: null, borders: null, mutation: null },
      });
      return runs.start(id, begun, (update, signal) =>
        thread.run(
          { ruleset, mutate, measured },
          (step) => {
            if (step.kind === 'coverage') update({ coverage: step.coverage, borders: step.borders });
            else if (step.kind === 'progress') update({ done: step.done, total: step.total });
            else update({ mutation: step.mutation, done: step.mutation.total, total: step.mutation.total });
          },
          signal,
        ),
      );
    },
    get: (key) => runs.get(key),
    cancel: (key) => runs.cancel(key),
    close: () => runs.close(),
  };
}
