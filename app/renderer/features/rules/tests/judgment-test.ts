import { HOLD_VERDICT, type HoldCause, type Judgment } from '../../../../../shared/contract/judgment.ts';
import type { TableOutput } from '../../../../../shared/contract/decision-table.ts';
import type { RulesetTest } from '../../../../../shared/contract/rules.ts';

/** What no test case can bring about: the state of the station then. */
const OF_THE_STATION: ReadonlySet<HoldCause> = new Set(['RULE_TIMEOUT', 'RULE_SUSPENDED', 'ENGINE_DOWN']);

const TYPES = { number: 'number', boolean: 'boolean', string: 'text' } as const;

/**
 * A judgment as a test case: the inputs it was judged by, expecting what it said, or what somebody said is right; of its outputs those that the
 * draft's table still declares (`declared`). A value that could not
 * be used is none to a test. Null where it was held by the state of the station.
 */
export function testOfJudgment(
  judgment: Judgment,
  name: string,
  declared: readonly TableOutput[] = [],
): RulesetTest | null {
  const { evidence, verdict, holdCause, confidence, outputs = {}, feedback } = judgment;
  if (holdCause !== undefined && OF_THE_STATION.has(holdCause)) return null;
  const input = Object.fromEntries(
    evidence
      .filter(({ source, value, refused }) => source !== 'absent' && value !== null && refused === undefined)
      .map(({ name: of, value }) => [of, value]),
  );
  const said = Object.fromEntries(
    Object.entries(outputs).filter(([of, value]) =>
      declared.some(
        (output) => output.name === of && output.type === TYPES[typeof value as keyof typeof TYPES],
      ),
    ),
  );
  const expect = (): RulesetTest['expect'] => {
    if (feedback?.correctVerdict !== undefined) return { verdict: feedback.correctVerdict };
    if (holdCause === undefined)
      return {
        verdict,
        ...(confidence.claimed === null ? {} : { confidence: confidence.claimed }),
        ...(Object.keys(said).length === 0 ? {} : { outputs: said }),
      };
    return { verdict: HOLD_VERDICT, holdCause: holdCause.startsWith('INPUT_') ? 'INPUT_MISSING' : holdCause };
  };
  return { name: name.slice(0, 200), input, expect: expect() };
}
