import type { InputValue } from '../../shared/contract/judgment.ts';
import { tagMatcher } from '../../shared/util/tag-pattern.ts';
import type { DataHub } from '../contexts/data-hub/index.ts';
import type { JudgmentService } from '../contexts/judgment/index.ts';
import {
  createAnalyses,
  createMeanings,
  createWorkThread,
  type AnalysesService,
  type MeaningDependencies,
  type MeaningsService,
} from '../contexts/rules/index.ts';
import { resourcePath } from '../platform/entry-url.ts';

/** Judgments of late whose inputs are tried when versions are compared. */
const JUDGMENTS = 200;

/** What the desk works out in threads of their own. */
export function createRuleWork({
  judgment,
  hub,
  ...parts
}: Pick<MeaningDependencies, 'compiler' | 'versions' | 'drafts'> & {
  readonly judgment: Pick<JudgmentService, 'list'>;
  readonly hub: Pick<DataHub, 'tagPaths' | 'tag'>;
}): { readonly analyses: AnalysesService; readonly meanings: MeaningsService } {
  const wasm = resourcePath('rhaiWasm');
  const recentInputs = async (rulesetId: string): Promise<Record<string, InputValue>[]> => {
    const { items } = await judgment.list({ rulesetId, limit: JUDGMENTS });
    return items.map(({ evidence }) =>
      Object.fromEntries(
        evidence.map(({ name, value, refused }) => [name, refused === undefined ? value : null]),
      ),
    );
  };
  return {
    analyses: createAnalyses({
      compiler: parts.compiler,
      thread: createWorkThread(wasm, '../composition/test-analysis-worker'),
      tagsOf: (pattern) =>
        Promise.all(
          hub
            .tagPaths()
            .filter(tagMatcher([pattern]))
            .map((path) => hub.tag(path)),
        ),
    }),
    meanings: createMeanings({
      ...parts,
      thread: createWorkThread(wasm, '../composition/meaning-worker'),
      recentInputs,
    }),
  };
}
