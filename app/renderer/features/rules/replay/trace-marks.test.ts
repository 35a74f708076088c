import { describe, expect, it } from 'vitest';
import { traceMarks } from './trace-marks.ts';

const words = {
  held: () => 'held',
  notHeld: () => 'not',
  notLookedAt: () => 'unseen',
  value: (value: unknown) => String(value),
};
const rule = (id: string, line: number) => ({ id, kind: 'if' as const, line, column: 1, source: 'x > 1.0' });

describe('the trace as marks of lines', () => {
  it('has conditions with their values, those not looked at, and dims what did not run', () => {
    const trace = [
      { ruleId: 'high', fired: true, values: { x: 7 } },
      { ruleId: 'L2:9', fired: false, values: {} },
    ];
    const rules = [rule('high', 2), rule('L2:9', 2), rule('late', 5), rule('dark', 8)];
    expect(traceMarks({ trace, rules, linesNotReached: [7, 8] }, words)).toEqual([
      { line: 7, isDimmed: true },
      { line: 8, isDimmed: true },
      { line: 2, remark: 'held   x = 7  |  not', sign: '–', label: 'not' },
      { line: 5, sign: '·', label: 'unseen' },
    ]);
  });
});
