import type { BacktestResult } from '../../../../../../shared/contract/backtest.ts';
import type { MeaningRegion } from '../../../../../../shared/contract/rule-meaning.ts';

type Said = Pick<Outcomes[number], 'verdict' | 'holdCause'>;
type Outcomes = BacktestResult['sides'][number]['outcomes'];

const isOutcome = (each: Outcomes[number] | undefined, { verdict, holdCause }: Said): boolean =>
  each?.verdict === verdict && each.holdCause === holdCause;

/** Rows of history that go from one verdict to another. */
export function rowsBetween(
  { sides, matrix }: Pick<BacktestResult, 'sides' | 'matrix'>,
  { from, to }: Pick<MeaningRegion, 'from' | 'to'>,
): number {
  const [first, second] = sides;
  return matrix
    .filter(({ a, b }) => isOutcome(first?.outcomes[a], from) && isOutcome(second?.outcomes[b], to))
    .reduce((sum, { rows }) => sum + rows, 0);
}

/** Rows of history that get another verdict. */
export function rowsChanged({ sides, matrix }: Pick<BacktestResult, 'sides' | 'matrix'>): number {
  const [first, second] = sides;
  return matrix
    .filter(({ a, b }) => {
      const after = second?.outcomes[b];
      return after === undefined || !isOutcome(first?.outcomes[a], after);
    })
    .reduce((sum, { rows }) => sum + rows, 0);
}
