import type { Found } from './enumerate.ts';
import type { Difference, Pair, Row } from './pair.ts';
import { Regions } from './regions.ts';
import type { Sliced } from './sliced.ts';
import type { Judging } from './widen.ts';

/**
 * Differences between versions with many rules, told by the limits that what has changed sets: which of the rules in common answers first is in
 * none of them, as a list of them all is nothing that anybody reads.
 */
export class SlicedRegions {
  readonly #pair: Pair;
  readonly #sliced: Sliced;
  /** For each two verdicts that the versions as they are come to. */
  readonly #regions = new Map<string, { readonly full: Difference; readonly of: Regions }>();
  /** Differences that the slices do not show. */
  readonly #elsewhere = new Set<Difference>();

  constructor(pair: Pair, sliced: Sliced) {
    this.#pair = pair;
    this.#sliced = sliced;
  }

  add(full: Difference, row: Row, isLate: () => boolean): void {
    const { part } = this.#sliced;
    const { before, after } = part.judge(part.columnsOf([row]));
    const slice = { before: before.outcomes[0] as number, after: after.outcomes[0] as number, rows: [row] };
    if (slice.before === slice.after) this.#elsewhere.add(full);
    else this.#addTo(this.#regionsOf(full), slice, row, isLate);
  }

  /** How far the slices differ does not depend on what the rules in common say there: a box is found once for all verdicts. */
  #addTo(regions: Regions, slice: Difference, row: Row, isLate: () => boolean): void {
    if (regions.boxAround(slice, row) !== undefined) return;
    const others = [...this.#regions.values()].map(({ of }) => of.boxAround(slice, row));
    const known = others.find((box) => box !== undefined);
    if (known === undefined) regions.add(slice, row, isLate);
    else regions.adopt(known, slice, row, isLate);
  }

  #regionsOf(full: Difference): Regions {
    const key = `${full.before} ${full.after}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known.of;
    const keeps: Judging = (rows) => {
      const { before, after } = this.#pair.judge(this.#pair.columnsOf(rows));
      return rows.map(
        (_, index) => before.outcomes[index] === full.before && after.outcomes[index] === full.after,
      );
    };
    const of = new Regions(this.#sliced.part, this.#sliced.axes, keeps);
    this.#regions.set(key, { full, of });
    return of;
  }

  get left(): number {
    return [...this.#regions.values()].reduce((sum, { of }) => sum + of.left, this.#elsewhere.size);
  }

  /** How many regions were looked at so far. */
  get known(): number {
    return [...this.#regions.values()].reduce((sum, { of }) => sum + of.known, 0);
  }

  found(): Found[] {
    return [...this.#regions.values()].flatMap(({ full: { before, after }, of }) =>
      of.found().map((each) => ({ ...each, before, after, amongRules: true })),
    );
  }
}
