import { describe, expect, it } from 'vitest';
import { fromEvent, turns, type MarkedJudgment } from './marked-judgment.ts';

let id = 0;
function judged(at: number, verdict: string, equipment = 'm1', rulesetId = 'r1'): MarkedJudgment {
  id += 1;
  return { id: String(id), at, verdict, label: verdict, severity: 'high', hold: false, equipment, rulesetId };
}

describe('turns', () => {
  it('marks where the verdict turned, per machine and ruleset, and the same again after a pause', () => {
    const list = [
      judged(3_000, 'HOT'),
      judged(1_000, 'WATCH'),
      judged(2_000, 'WATCH'),
      judged(2_500, 'WATCH', 'm2'),
      judged(4_000, 'HOT'),
      judged(90_000, 'HOT'),
    ];
    expect(turns(list, 60_000).map(({ at, verdict, equipment }) => [at, verdict, equipment])).toEqual([
      [1_000, 'WATCH', 'm1'],
      [2_500, 'WATCH', 'm2'],
      [3_000, 'HOT', 'm1'],
      [90_000, 'HOT', 'm1'],
    ]);
  });

  it('takes a judgment that comes by list and by stream once', () => {
    const one = judged(1_000, 'HOT');
    expect(turns([one, { ...one }], 0)).toHaveLength(1);
  });
});

describe('fromEvent', () => {
  it('tells a judgment that could not be made', () => {
    const event = {
      type: 'judgment.executed',
      id: 'j',
      rulesetId: 'r',
      equipment: 'm',
      verdict: 'HOLD',
      severity: 'medium',
      at: '2026-07-14T00:00:00.000Z',
    } as const;
    expect(fromEvent(event)).toMatchObject({
      hold: true,
      at: Date.parse('2026-07-14T00:00:00.000Z'),
      equipment: 'm',
    });
  });
});
