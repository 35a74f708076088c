import type { WhatIfCounts, WhatIfOutcome } from '../../../../../shared/contract/whatif.ts';

const isSame = (a: WhatIfOutcome, b: WhatIfOutcome): boolean =>
  a.verdict === b.verdict && a.holdCause === b.holdCause;

/** Every verdict of what is tried, and what else occurs in one of both, each with the rows of the base. */
export function outcomePairs({
  base,
  tried,
}: Pick<WhatIfCounts, 'base' | 'tried'>): { readonly outcome: WhatIfOutcome; readonly base: number }[] {
  const gone = base.filter((outcome) => !tried.some((each) => isSame(each, outcome)));
  return [
    ...tried.map((outcome) => ({
      outcome,
      base: base.find((each) => isSame(each, outcome))?.rows ?? 0,
    })),
    ...gone.map((outcome) => ({ outcome: { ...outcome, rows: 0 }, base: outcome.rows })),
  ].filter(
    ({ outcome, base: rows }) =>
      outcome.rows > 0 || rows > 0 || (outcome.holdCause === undefined && !gone.includes(outcome)),
  );
}

export interface ChangedRows {
  readonly from: WhatIfOutcome;
  readonly to: WhatIfOutcome;
  readonly rows: number;
}

/** Rows in which both say something else, the most first. */
export function changesOf({
  base,
  tried,
  matrix,
}: Pick<WhatIfCounts, 'base' | 'tried' | 'matrix'>): ChangedRows[] {
  return matrix
    .flatMap(({ a, b, rows }) => {
      const [from, to] = [base[a], tried[b]];
      return from === undefined || to === undefined || isSame(from, to) ? [] : [{ from, to, rows }];
    })
    .toSorted((a, b) => b.rows - a.rows);
}
