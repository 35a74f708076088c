import { expect, it } from 'vitest';
import type { Branch } from '../../../../../../shared/contract/rule-tests.ts';
import { coverageMarks } from './coverage-marks.ts';

const branch = (line: number, kind: Branch['kind'], tests: number[]): Branch => ({
  ...{ line, column: 1, kind, source: 'x > 1.0', tests, proposal: null },
});
const words = {
  taken: (tests: readonly number[]) => `by ${tests.join()}`,
  partly: () => 'partly',
  open: () => 'open',
};

it('a line has one sign for all of its branches: taken, partly, open', () => {
  const branches = [
    ...[branch(1, 'held', [0, 2]), branch(1, 'notHeld', [2, 1])],
    ...[branch(2, 'held', []), branch(2, 'notHeld', [1])],
    branch(3, 'arm', []),
  ];
  expect(coverageMarks({ branches, covered: 3, linesNotReached: [] }, words)).toEqual([
    { line: 1, sign: '●', label: 'by 0,2,1' },
    { line: 2, sign: '◐', label: 'partly' },
    { line: 3, sign: '○', label: 'open' },
  ]);
});
