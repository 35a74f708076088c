import { describe, expect, it } from 'vitest';
import { traceMarks, withFault } from './trace-marks.ts';

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

  it('has an error in place of what else its line had', () => {
    const marks = [
      { line: 2, remark: 'held' },
      { line: 3, isDimmed: true },
    ];
    const fault = { line: 2, sign: '✕', label: 'divided by 0', remark: 'divided by 0' };
    expect(withFault(marks, { line: 2, text: 'divided by 0' })).toEqual([marks[1], fault]);
    expect(withFault(marks, { line: 0, text: 'nowhere' })).toBe(marks);
    expect(withFault(marks, null)).toBe(marks);
  });
});
