import { HOLD_VERDICT, type HoldCause, type Judgment } from '../../../../../shared/contract/judgment.ts';
import type { RulesetTest } from '../../../../../shared/contract/rules.ts';

/** What no test case can bring about: the state of the station then. */
const OF_THE_STATION: ReadonlySet<HoldCause> = new Set(['RULE_TIMEOUT', 'RULE_SUSPENDED', 'ENGINE_DOWN']);

/**
 * A judgment as a test case: the inputs it was judged by, expecting what it said, or what somebody said is right. A value that could not
 * be used is none to a test. Null where it was held by the state of the station.
 */
export function testOfJudgment(judgment: Judgment, name: string): RulesetTest | null {
  const { evidence, verdict, holdCause, confidence, feedback } = judgment;
  if (holdCause !== undefined && OF_THE_STATION.has(holdCause)) return null;
  const input = Object.fromEntries(
    evidence
      .filter(({ source, value, refused }) => source !== 'absent' && value !== null && refused === undefined)
      .map(({ name: of, value }) => [of, value]),
  );
  const expect = (): RulesetTest['expect'] => {
    if (feedback?.correctVerdict !== undefined) return { verdict: feedback.correctVerdict };
    if (holdCause === undefined)
      return { verdict, ...(confidence.claimed === null ? {} : { confidence: confidence.claimed }) };
    return { verdict: HOLD_VERDICT, holdCause: holdCause.startsWith('INPUT_') ? 'INPUT_MISSING' : holdCause };
  };
  return { name: name.slice(0, 200), input, expect: expect() };
}
