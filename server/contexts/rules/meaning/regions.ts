import type { Axis } from './axes.ts';
import { isInBox, limitOf } from './boxes.ts';
import type { Found } from './enumerate.ts';
import type { Difference, Pair, Row } from './pair.ts';
import { valueAt } from './space.ts';
import { simplest } from './simplest.ts';
import { Widening, type Judging } from './widen.ts';

const MOST_WIDENED = 150;
/** Looks at one border that several inputs make together. */
const MOST_LOOKS = 3;

/** Differences one by one, told as regions: each once. */
export class Regions {
  readonly #pair: Pair;
  readonly #widening: Widening;
  readonly #boxes: Found[] = [];
  /** Regions that are no box, by what is said and the conditions that decide it. */
  readonly #slanted = new Map<string, Found[]>();
  #widened = 0;
  /** Differences that nobody had the time to look at. */
  readonly #left = new Set<Difference>();

  readonly #keeps: Judging;

  /** @param keeps whether rows may stand for one another in what is told, beside what the versions say of them */
  constructor(pair: Pair, axes: readonly Axis[], keeps: Judging = (rows) => rows.map(() => true)) {
    this.#pair = pair;
    this.#widening = new Widening(pair, axes);
    this.#keeps = keeps;
  }

  /** Looks at a row of which the versions say different things, unless it is in a region that is known. */
  add(difference: Difference, met: Row, isLate: () => boolean): void {
    const isKnown = (box: Found) =>
      box.before === difference.before && box.after === difference.after && holdsIn(box, met);
    if (this.#boxes.some(isKnown)) return;
    if (this.#widened >= MOST_WIDENED || (isLate() && this.#widened > 0)) {
      this.#left.add(difference);
      return;
    }
    const kind = this.#kindOf(met);
    const known = this.#slanted.get(kind) ?? [];
    if (known.length >= MOST_LOOKS) return;
    this.#widened += 1;
    const row = this.#simplest(difference, met, kind, isLate);
    const found = this.#widening.around(difference, row, isLate);
    if (found.isCut && known.length > 0) {
      this.#left.add(difference);
      return;
    }
    if (found.together.length === 0 && !found.isCut) this.#boxes.push(found);
    else this.#slanted.set(kind, [...known, found]);
  }

  /** The box that a row is in, of those that are believed. */
  boxAround({ before, after }: Difference, row: Row): Found | undefined {
    return this.#boxes.find((box) => box.before === before && box.after === after && holdsIn(box, row));
  }

  /** Takes over a box that is known already, with a row in it to show. */
  adopt(box: Found, difference: Difference, met: Row, isLate: () => boolean): void {
    this.#widened += 1;
    const row = this.#simplest(difference, met, this.#kindOf(met), isLate);
    this.#boxes.push({ ...box, row: holdsIn(box, row) ? row : met });
  }

  /** The same difference in fewer digits. */
  #simplest({ before, after }: Difference, met: Row, kind: string, isLate: () => boolean): Row {
    const simple = simplest(this.#pair.space.dims, met, (rows) => {
      if (isLate()) return [];
      const judged = this.#pair.judge(this.#pair.columnsOf(rows));
      const keeps = this.#keeps(rows);
      return rows.map(
        (_, index) =>
          keeps[index] === true &&
          judged.before.outcomes[index] === before &&
          judged.after.outcomes[index] === after,
      );
    });
    // It must not have come into a region that is known.
    const isOther = this.#kindOf(simple) !== kind || this.#boxes.some((box) => holdsIn(box, simple));
    return isOther ? met : simple;
  }

  /** What both say of it, and the condition that held last in each. */
  #kindOf(row: Row): string {
    const values = this.#pair.space.dims.map((dim, index) => valueAt(dim, row[index] as number));
    const runs = [this.#pair.before.one(values), this.#pair.after.one(values)];
    return runs
      .map(({ verdict, holdCause, fired }) => `${verdict} ${holdCause ?? ''} ${fired.at(-1)?.ruleId ?? ''}`)
      .join(' | ');
  }

  get left(): number {
    return this.#left.size;
  }

  /** How many were looked at so far. */
  get known(): number {
    return this.#widened;
  }

  found(): Found[] {
    const slanted = [...this.#slanted.values()].map(together);
    const told = new Map([...withoutInner(this.#boxes), ...slanted].map((each) => [textOf(each), each]));
    return [...told.values()];
  }
}

const holdsIn = ({ axes, box }: Found, row: Row): boolean => isInBox(axes, box, row);

/** How many rows are in each region; one whose border several inputs make together gets what is in no other. */
export function judgmentsIn(pair: Pair, found: readonly Found[], rows: readonly Row[]): number[] {
  const counts = found.map(() => 0);
  if (rows.length === 0) return counts;
  const { before, after } = pair.judge(pair.columnsOf(rows));
  const boxesFirst = [...found].sort((a, b) => a.together.length - b.together.length);
  rows.forEach((row, index) => {
    const region = boxesFirst.find(
      (each) =>
        each.before === before.outcomes[index] &&
        each.after === after.outcomes[index] &&
        (each.together.length > 0 || holdsIn(each, row)),
    );
    if (region === undefined) return;
    const place = found.indexOf(region);
    counts[place] = (counts[place] ?? 0) + 1;
  });
  return counts;
}

const limitsOf = ({ axes, box, together: dims }: Found) =>
  axes.map((axis, dim) => (dims.includes(dim) ? null : (limitOf(axis, box[dim] ?? []) ?? null)));

/** Told by the limits that do not depend on one another: regions that have the same are one. */
const textOf = (found: Found): string =>
  JSON.stringify([found.before, found.after, found.together.length > 0, found.isCut, limitsOf(found)]);

/** One region seen from several inputs: an input whose limits are not the same from all of them belongs to those that make it together. */
function together(looks: readonly Found[]): Found {
  const [first] = looks as [Found];
  const limits = looks.map((look) => limitsOf(look).map((limit) => JSON.stringify(limit)));
  const dims = first.axes.map((_, dim) => dim);
  const differing = dims.filter(
    (dim) =>
      looks.some((look) => look.together.includes(dim)) ||
      limits.some((limit) => limit[dim] !== limits[0]?.[dim]),
  );
  return { ...first, together: differing };
}

function withoutInner(boxes: readonly Found[]): Found[] {
  return boxes.filter(
    (each, index) =>
      !boxes.some(
        (other, place) =>
          place !== index &&
          other.before === each.before &&
          other.after === each.after &&
          holdsIn(other, each.row) &&
          (!holdsIn(each, other.row) || place < index),
      ),
  );
}
