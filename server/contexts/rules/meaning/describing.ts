import type { Difference, Pair, Row } from './pair.ts';
import type { Regions } from './regions.ts';
import type { Searching } from './searching.ts';

type RegionsOf = Pick<Regions, 'add' | 'known'>;

/** Differences of the same two verdicts that come to no region that is new, after which the others of these are not looked at. */
const ENOUGH_KNOWN = 24;

/** Looks at differences as they come, first one of each two verdicts. */
export class Describing {
  readonly #regions: RegionsOf;
  readonly #pair: Pair;
  readonly #search: Pick<Searching, 'isBrief'>;
  readonly #done = new Set<Row>();
  /** Of each two verdicts, differences in a row that came to nothing new. */
  readonly #known = new Map<string, number>();

  constructor(pair: Pair, regions: RegionsOf, search: Pick<Searching, 'isBrief'>) {
    this.#pair = pair;
    this.#regions = regions;
    this.#search = search;
  }

  *run(isLate: () => boolean): Generator<void> {
    for (const [difference, row] of this.#inTurn()) {
      const key = keyOf(difference);
      const inARow = this.#known.get(key) ?? 0;
      if (this.#search.isBrief && inARow >= ENOUGH_KNOWN) continue;
      const before = this.#regions.known;
      this.#regions.add(difference, row, isLate);
      this.#known.set(key, this.#regions.known === before ? inARow + 1 : 0);
      this.#done.add(row);
      yield;
    }
  }

  #inTurn(): (readonly [Difference, Row])[] {
    const counts = new Map<string, number>();
    return [...this.#pair.differences.values()]
      .flatMap((difference) =>
        difference.rows
          .filter((row) => !this.#done.has(row))
          .map((row) => {
            const key = keyOf(difference);
            counts.set(key, (counts.get(key) ?? 0) + 1);
            return { turn: counts.get(key) ?? 0, each: [difference, row] as const };
          }),
      )
      .sort((a, b) => a.turn - b.turn)
      .map(({ each }) => each);
  }
}

const keyOf = ({ before, after }: Difference): string => `${before} ${after}`;
