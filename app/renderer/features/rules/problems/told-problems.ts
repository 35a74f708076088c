import { fieldErrorsOf } from '../../../../../shared/contract/errors.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { rulesetManifestSchema, rulesetTestSchema } from '../../../../../shared/contract/rules.ts';
import type { RulesetProblem, RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';

/** A problem as the page tells it. */
export interface ToldProblem extends RulesetProblem {
  readonly text: string;
}

const MOST = 200;

/** What the contract says of a file, by path, in the language of the page. */
function ownWordsOf(
  text: string,
  schema: Pick<typeof rulesetManifestSchema, 'safeParse'>,
): Map<string, string> {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    const errors = parsed.success ? [] : fieldErrorsOf(parsed.error, MOST);
    return new Map(errors.map(({ path, message }) => [path, message]));
  } catch {
    return new Map();
  }
}

/** The server tells problems in English, or by a code; what the contract says of a file is said here once more. */
export function toldProblems(
  problems: readonly RulesetProblem[],
  texts: RulesetTexts,
  language: 'ko' | 'en',
): ToldProblem[] {
  const own = {
    'ruleset.json': ownWordsOf(texts.manifest, rulesetManifestSchema),
    'rules.rhai': new Map<string, string>(),
    'tests.json': ownWordsOf(texts.tests, rulesetTestSchema.array().max(1_000) as never),
  };
  return problems.map((problem) => ({
    ...problem,
    text: problem.reason
      ? textOfReason(problem.reason, language)
      : (own[problem.file].get(problem.path) ?? problem.message),
  }));
}
