import type { z } from 'zod';
import { ReasonError } from '../../../../shared/contract/errors.ts';
import type { InputValue } from '../../../../shared/contract/judgment.ts';
import { reason } from '../../../../shared/contract/reasons.ts';
import type {
  compareMeaningSchema,
  MeaningDiff,
  MeaningSide,
} from '../../../../shared/contract/rule-meaning.ts';
import { textsOf } from '../../../../shared/util/ruleset-text.ts';
import { validTexts } from '../check.ts';
import type { ParsedRuleset } from '../domain/ruleset.ts';
import type { DraftsService } from '../drafts.service.ts';
import { KeptRuns } from '../kept-runs.ts';
import type { RulesStore, ScriptCompiler } from '../ports.ts';
import type { MeaningThread } from './thread-messages.ts';

/** Which inputs get another verdict from one version than from another; in memory, the newest comparisons only. */
export interface MeaningsService {
  /** Begins one; what was under way for the same two ends. Errors `RULESET_INVALID`, `RULESET_NOT_FOUND`. */
  start(order: z.output<typeof compareMeaningSchema>): Promise<{ key: number }>;
  /** How far one is. Error `NOT_FOUND` where it is not kept any more. */
  get(key: number): MeaningDiff;
  cancel(key: number): MeaningDiff;
  close(): void;
}

export interface MeaningDependencies {
  readonly compiler: ScriptCompiler;
  readonly thread: MeaningThread;
  readonly versions: RulesStore;
  readonly drafts: Pick<DraftsService, 'texts'>;
  /** Inputs of judgments of late, newest first. */
  readonly recentInputs: (id: string) => Promise<Record<string, InputValue>[]>;
}

export function createMeanings(dependencies: MeaningDependencies): MeaningsService {
  const { thread, recentInputs } = dependencies;
  const runs = new KeptRuns<MeaningDiff>('comparison');
  return {
    async start({ id, before: first, after: second, budgetMs }) {
      const [before, after, inputs] = await Promise.all([
        rulesetOf(dependencies, id, first),
        rulesetOf(dependencies, id, second),
        recentInputs(id),
      ]);
      const begun = (key: number): MeaningDiff => ({
        ...{ key, state: 'running', why: null, share: 0, tried: 0, found: 0, report: null },
      });
      return runs.start(`${id} ${first} ${second}`, begun, (update, signal) =>
        thread.run(
          { before, after, inputs, budgetMs },
          (step) => {
            if (step.kind === 'progress') {
              const { share, tried, found } = step;
              update({ share, tried, found });
            } else if (step.report !== null)
              update({
                report: step.report,
                share: 1,
                tried: step.report.tried,
                found: step.report.regions.length,
              });
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

/** A version or the draft, where it can judge. */
async function rulesetOf(
  { versions, drafts, compiler }: MeaningDependencies,
  id: string,
  side: MeaningSide,
): Promise<ParsedRuleset> {
  const stored = side === 'draft' ? undefined : await versions.find(id, side);
  if (side !== 'draft' && stored === undefined)
    throw new ReasonError('RULESET_NOT_FOUND', reason('versionNowhere', { id, version: side }));
  const texts = stored === undefined ? await drafts.texts(id) : textsOf(stored);
  return validTexts(texts, id, compiler);
}
