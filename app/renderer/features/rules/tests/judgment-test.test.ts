import { describe, expect, it } from 'vitest';
import type { Judgment } from '../../../../../shared/contract/judgment.ts';
import { testOfJudgment } from './judgment-test.ts';

const judgment = (more: Partial<Judgment> = {}): Judgment => ({
  ...({ id: 'a', at: '2026-11-23T00:00:00.000Z', severity: 'high', verdict: 'BAD' } as const),
  confidence: { claimed: 0.9, measured: null, sampleCount: 0 },
  ...{ methodUsed: 'rule', reasons: [], trace: [], inputAgeMs: null, cached: false, latencyMs: 1 },
  ruleset: { id: 'r', version: 1, hash: '' },
  evidence: [
    { kind: 'input', name: 'x', value: 0.1, source: 'request' },
    { kind: 'input', name: 'y', value: 5, source: 'tag', refused: 'INPUT_STALE' },
    { kind: 'input', name: 'z', value: null, source: 'absent' },
  ],
  trigger: 'change',
  ...more,
});

describe('a judgment as a test case', () => {
  it('has the inputs that were used and expects what was said', () => {
    expect(testOfJudgment(judgment(), 'name')).toEqual({
      name: 'name',
      input: { x: 0.1 },
      expect: { verdict: 'BAD', confidence: 0.9 },
    });
  });

  it('expects the outputs that the table of the draft still has', () => {
    const outputs = { score: 3, gone: 1, stop: true };
    const declared = [{ name: 'score', type: 'number' } as const, { name: 'stop', type: 'text' } as const];
    const of = (more: Partial<Judgment>) => testOfJudgment(judgment({ outputs, ...more }), 'n', declared);
    expect(of({})?.expect).toEqual({ verdict: 'BAD', confidence: 0.9, outputs: { score: 3 } });
    const feedback = { agree: false, correctVerdict: 'OK', by: 'kim', at: '2026-11-23T00:00:00.000Z' };
    expect(of({ feedback })?.expect).toEqual({ verdict: 'OK' });
    expect(testOfJudgment(judgment({ outputs }), 'n')?.expect).not.toHaveProperty('outputs');
  });

  it('expects what somebody said is right', () => {
    const feedback = { agree: false, correctVerdict: 'OK', by: 'kim', at: '2026-11-23T00:00:00.000Z' };
    expect(testOfJudgment(judgment({ feedback }), 'n')?.expect).toEqual({ verdict: 'OK' });
  });

  it('of a hold expects it, as far as inputs bring it about', () => {
    const held = (holdCause: NonNullable<Judgment['holdCause']>) =>
      testOfJudgment(judgment({ verdict: 'HOLD', holdCause }), 'n')?.expect;
    expect(held('INPUT_STALE')).toEqual({ verdict: 'HOLD', holdCause: 'INPUT_MISSING' });
    expect(held('RULE_LIMIT')).toEqual({ verdict: 'HOLD', holdCause: 'RULE_LIMIT' });
    expect(held('RULE_SUSPENDED')).toBeUndefined();
  });
});
