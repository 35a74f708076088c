import {
  withAccepted,
  type CheckAnswer,
  type RunAnswer,
  type Witness,
} from '../../../shared/contract/ruleset-check.ts';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';
import type { ScriptChecker } from './ports.ts';

const LONGEST_RESULT = 4_000;

/** Static analysis at the rule desk. */
export interface ChecksService {
  /** What the checker finds, with what the manifest says was accepted. */
  check(manifest: RulesetManifest, source: string): Promise<CheckAnswer>;
  /** One run with the inputs of a finding; nothing is stored. */
  runWith(manifest: RulesetManifest, source: string, inputs: Witness): Promise<RunAnswer>;
}

export function createChecks(checker: ScriptChecker): ChecksService {
  return {
    check: async (manifest, source) => withAccepted(await checker.check(manifest, source), manifest),
    async runWith(manifest, source, inputs) {
      const { error, value, trace } = await checker.run(manifest, source, inputs);
      const text = error === null ? JSON.stringify(value) : `${error.code}: ${error.message}`;
      return {
        error:
          error === null
            ? null
            : { code: error.code, reason: error.reason, line: error.line, column: error.column },
        text: text.slice(0, LONGEST_RESULT),
        trace: trace.map(({ ruleId, line, column, fired, values }) => ({
          ruleId,
          line,
          column,
          fired,
          values: { ...values },
        })),
      };
    },
  };
}
