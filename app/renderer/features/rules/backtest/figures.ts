import type {
  Backtest,
  BacktestResult,
  BacktestSide,
  BacktestTruth,
} from '../../../../../shared/contract/backtest.ts';

/** What a miss and a false call cost, in the plant's own money. */
export interface Costs {
  readonly miss: number;
  readonly falseCall: number;
}

export function totalCost({ misses, falseCalls }: BacktestTruth, { miss, falseCall }: Costs): number {
  return misses * miss + falseCalls * falseCall;
}

/** Answers of operators that say whether a verdict was right. */
export const comparedCount = ({ hits, misses, falseCalls, correct }: BacktestTruth): number =>
  hits + misses + falseCalls + correct;

/** Times a verdict other than a normal one began: what an operator would have been called for. `HOLD` is none. */
export function callCount({ outcomes }: BacktestSide): number {
  return outcomes.reduce(
    (sum, { severity, holdCause, starts }) =>
      severity === 'normal' || holdCause !== undefined ? sum : sum + starts,
    0,
  );
}

/** Of something counted over the whole period of all machines together. */
export function perShift(count: number, { period }: Pick<Backtest, 'period'>, shiftHours: number): number {
  const shifts = (Date.parse(period.to) - Date.parse(period.from)) / (shiftHours * 3_600_000);
  return count / Math.max(shifts, 1);
}

/** Outcomes that occur, by their index. */
export function occurring({ outcomes }: BacktestSide, { matrix }: BacktestResult, side: 'a' | 'b'): number[] {
  const inMatrix = new Set(matrix.map((cell) => cell[side]));
  return outcomes.flatMap(({ rows }, index) => (rows > 0 || inMatrix.has(index) ? [index] : []));
}
