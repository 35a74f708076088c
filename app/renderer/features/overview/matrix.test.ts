import { describe, expect, it } from 'vitest';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { matrixOf } from './matrix.ts';

const machine = (
  path: string,
  severity: EquipmentState['severity'],
  rulesetIds: string[],
): EquipmentState => ({
  path,
  line: path.split('/')[2] ?? '',
  equipment: path.split('/')[3] ?? '',
  tagCount: 1,
  lastDataAt: null,
  lastReceivedAt: null,
  isRecorded: false,
  severity,
  judgments: rulesetIds.map((rulesetId) => ({
    rulesetId,
    rulesetName: { ko: rulesetId, en: rulesetId },
    judgmentId: `${path} ${rulesetId}`,
    verdict: 'OK',
    severity: severity ?? 'normal',
    at: '2026-01-01T00:00:00.000Z',
  })),
});

describe('matrixOf', () => {
  it('keeps every machine at its place by natural name, whatever its state', () => {
    const matrix = matrixOf([
      machine('s/A/line-2/m', 'normal', []),
      machine('s/a/line-1/press-10', 'critical', ['b']),
      machine('s/a/line-1/press-2', 'normal', ['a', 'b']),
    ]);
    expect(
      matrix.lines.map(({ path, machines }) => [path, machines.map(({ equipment }) => equipment)]),
    ).toEqual([
      ['s/a/line-1', ['press-2', 'press-10']],
      ['s/A/line-2', ['m']],
    ]);
    expect(matrix.rulesets.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('sums a line up by its worst machine; not judged is not normal', () => {
    const [line] = matrixOf([machine('s/a/l/1', null, []), machine('s/a/l/2', 'medium', [])]).lines;
    expect(line).toMatchObject({ worst: 'medium', abnormal: 1 });
    expect(matrixOf([machine('s/a/l/1', null, [])]).lines[0]).toMatchObject({ worst: null, abnormal: 0 });
  });
});
