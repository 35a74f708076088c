import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { MeaningLimit } from '../../../../shared/contract/rule-meaning.ts';
import type { RulesetInput } from '../../../../shared/contract/rules.ts';
import type { WhatIfRegion, WhatIfRegionCounts } from '../../../../shared/contract/whatif.ts';
import type { KeptChunk, KeptRows } from './kept-rows.ts';
import type { Outcome } from './outcomes.ts';

interface Placed {
  readonly region: number;
  /** Its border depends on several inputs together: only the limits of the others are known. */
  readonly isSlanted: boolean;
  holds(chunk: KeptChunk, row: number): boolean;
}

/** Counts in which regions of a comparison rows of history lie: judged rows that get its verdicts, with inputs within its limits. */
export class RegionTally {
  readonly #rows: number[];
  readonly #perhaps: number[];
  /** Rows that lie in one of several regions, nobody can say in which. */
  #shared = 0;
  #elsewhere = 0;
  /** By outcomes of both: regions that are boxes first. Undefined where both say the same. */
  readonly #cells: (readonly Placed[] | undefined)[];
  readonly #width: number;

  constructor(
    regions: readonly WhatIfRegion[],
    kept: KeptRows,
    inputs: readonly RulesetInput[],
    { base, tried }: { readonly base: readonly Outcome[]; readonly tried: readonly Outcome[] },
  ) {
    this.#rows = regions.map(() => 0);
    this.#perhaps = regions.map(() => 0);
    this.#width = tried.length;
    const placed = regions.map((region, index) => placedOf(region, index, kept, inputs));
    placed.sort((a, b) => Number(a.isSlanted) - Number(b.isSlanted));
    const isOf = (outcome: Outcome, { verdict, holdCause }: WhatIfRegion['from']) =>
      outcome.verdict === verdict && outcome.holdCause === holdCause;
    this.#cells = base.flatMap((a) =>
      tried.map((b) =>
        isOf(a, b)
          ? undefined
          : placed.filter(({ region }) => {
              const { from, to } = regions[region] as WhatIfRegion;
              return isOf(a, from) && isOf(b, to);
            }),
      ),
    );
  }

  /** @param tried the outcome of each row of the chunk, beside that of the base in it */
  add(chunk: KeptChunk, tried: Uint8Array): void {
    for (let row = 0; row < chunk.count; row += 1) {
      const cell = (chunk.base[row] as number) * this.#width + (tried[row] as number);
      const placed = this.#cells[cell];
      if (placed !== undefined) this.#place(placed.filter((each) => each.holds(chunk, row)));
    }
  }

  #place(fitting: readonly Placed[]): void {
    const [first] = fitting;
    if (first === undefined) this.#elsewhere += 1;
    else if (!first.isSlanted || fitting.length === 1)
      this.#rows[first.region] = (this.#rows[first.region] as number) + 1;
    else {
      this.#shared += 1;
      for (const { region } of fitting) this.#perhaps[region] = (this.#perhaps[region] as number) + 1;
    }
  }

  /** @param scale rows for which each counted one stands */
  counts(scale: number): WhatIfRegionCounts {
    const scaled = (rows: number) => Math.round(rows * scale);
    return {
      regions: this.#rows.map((rows, region) => ({
        rows: scaled(rows),
        atMost: scaled(rows + (this.#perhaps[region] as number)),
      })),
      shared: scaled(this.#shared),
      elsewhere: scaled(this.#elsewhere),
    };
  }
}

function placedOf(
  { limits, together }: WhatIfRegion,
  region: number,
  kept: KeptRows,
  inputs: readonly RulesetInput[],
): Placed {
  const own = limits
    .filter(({ input }) => !together.includes(input))
    .map((limit) => ({ limit, place: inputs.findIndex(({ name }) => name === limit.input) }));
  return {
    region,
    isSlanted: together.length > 0,
    holds: (chunk, row) =>
      own.every(({ limit, place }) => place >= 0 && isWithin(limit, kept.valueOf(chunk, place, row))),
  };
}

function isWithin(limit: MeaningLimit, value: InputValue): boolean {
  if (limit.kind === 'values')
    return (
      limit.values.includes(value) ||
      (limit.except !== null && typeof value === 'string' && !limit.except.includes(value))
    );
  const { from, to, orMissing } = limit;
  if (typeof value !== 'number') return orMissing;
  return (from === null || value >= from.edge) && (to === null || value <= to.edge);
}
