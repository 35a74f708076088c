import type { TestResult } from '../../shared/contract/ruleset-desk.ts';
import type { RulesetTest } from '../../shared/contract/rules.ts';
import { inputValueOf } from '../../shared/util/input-value.ts';
import { decide, type RuleOutcome, type ScriptValue } from '../contexts/judgment/index.ts';
import { isAsExpected, type ParsedRuleset, type TestRunner } from '../contexts/rules/index.ts';
import { classify, type RulePool } from '../platform/rule-pool/index.ts';
import { detailOf } from './rule-engine.ts';

/** Test cases on the rule workers, one after the other, so that judging never waits for more than one of them. */
export function createTestRunner(pool: RulePool): TestRunner {
  return {
    async run(ruleset) {
      const results: TestResult[] = [];
      for (const [index, test] of ruleset.tests.entries()) {
        const decision = decide(ruleset.manifest, await outcomeOf(pool, ruleset, test));
        const { verdict, claimed, holdCause, reasons, outputs } = decision;
        const [detail] = reasons;
        const said = {
          ...{ verdict, confidence: claimed },
          ...(outputs === undefined ? {} : { outputs }),
          ...(holdCause === undefined ? {} : { holdCause }),
        };
        results.push({
          index,
          name: test.name,
          passed: isAsExpected(test.expect, said),
          ...said,
          ...(holdCause === undefined || typeof detail !== 'object' ? {} : { detail }),
        });
      }
      return results;
    },
  };
}

async function outcomeOf(
  pool: RulePool,
  { manifest, source }: ParsedRuleset,
  test: RulesetTest,
): Promise<RuleOutcome> {
  const inputs: Record<string, ScriptValue> = { parameters: manifest.parameters };
  for (const input of manifest.inputs) {
    const given = Object.hasOwn(test.input, input.name) ? test.input[input.name] : undefined;
    inputs[input.name] = inputValueOf(input, given ?? null) ?? null;
  }
  const missing = manifest.inputs.find((input) => !input.optional && inputs[input.name] === null);
  if (missing !== undefined) {
    const { name } = missing;
    const detail = { ko: `입력 "${name}"이(가) 없습니다`, en: `input "${name}" is missing` };
    return { ok: false, cause: 'INPUT_MISSING', detail, trace: [] };
  }
  const { limits } = manifest;
  const result = await pool.evaluate({
    hash: source,
    source,
    inputs,
    limits: { operations: limits.operations },
    deadlineMs: limits.deadlineMs,
  });
  if (result.ok) return { ok: true, value: result.value, trace: [] };
  return { ok: false, cause: classify(result.error.code), ...detailOf(result.error), trace: [] };
}
