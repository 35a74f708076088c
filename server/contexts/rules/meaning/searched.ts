import type { CutShort } from '../../../../shared/contract/rule-meaning.ts';
import type { Deadline } from './deadline.ts';
import type { Found } from './enumerate.ts';
import type { MeaningEngine } from './judge.ts';
import { cutAt } from './borders.ts';
import { ledTo, startsOf, type Asked } from './led.ts';
import type { Difference, Pair, Row } from './pair.ts';
import { Regions } from './regions.ts';
import { Search } from './search.ts';
import { SlicedRegions } from './sliced-regions.ts';
import { slicedOf, type Sliced } from './sliced.ts';
import { distinct } from './space.ts';

/** How far a comparison is. */
export interface Progress {
  readonly share: number;
  readonly tried: number;
  readonly found: number;
}

/** What was found, and what the time was too short for. */
export interface Answer {
  readonly found: readonly Found[];
  /** Differences that are not described. */
  readonly left: number;
  readonly cutShort: readonly CutShort[];
}

/** Shares of the time by which steps are over: reading what has changed, leading inputs to it, reading all borders, what is found so. */
const SLICED_BY = 0.15;
const LED_BY = 0.35;
const LED_AMONG_MANY_BY = 0.8;
const READ_BY = 0.5;
const STARTED_BY = 0.55;
const TOLD_BY = 0.94;
/** Of the time that is left, what is searched before what was found is described; nothing found, all of it. */
const SEARCHED_PART = 0.45;

/** Differences that a search over the borders of both finds, and how far each goes. */
export function* searched(
  engine: MeaningEngine,
  pair: Pair,
  asked: Asked,
  deadline: Deadline,
): Generator<Progress, Answer> {
  const sliced = slicedOf(engine, pair, asked, () => deadline.isPast(SLICED_BY));
  try {
    return yield* searchedWith(sliced, { engine, pair, asked, deadline });
  } finally {
    sliced?.release();
  }
}

interface Task {
  readonly engine: MeaningEngine;
  readonly pair: Pair;
  readonly asked: Asked;
  readonly deadline: Deadline;
}

function* searchedWith(
  sliced: Sliced | undefined,
  { engine, pair, asked, deadline }: Task,
): Generator<Progress, Answer> {
  const progress = (): Progress => ({
    share: Math.min(0.99, deadline.gone),
    ...{ tried: pair.tried, found: pair.differences.size },
  });
  const until = (share: number) => () => deadline.isPast(share);
  // Among many rules chance finds nothing that was not led to.
  const isLedLate = () =>
    deadline.isPast(
      sliced?.hasManyRules === true && pair.differences.size === 0 ? LED_AMONG_MANY_BY : LED_BY,
    );
  const leading = ledTo(engine, pair, asked, { sliced, isLate: isLedLate });
  let step = leading.next();
  for (; step.done !== true; step = leading.next()) yield progress();
  const led = step.value;
  const { borders, axes } = cutAt(engine, pair.space, asked, until(READ_BY));
  const isRead = !deadline.isPast(READ_BY);
  yield progress();
  const more = startsOf(engine, pair.space, asked, until(STARTED_BY));
  const search = new Search(pair, axes, borders.levels);
  const searching = search.run(distinct([...asked.given, ...led.rows, ...more]));
  const regions = sliced?.hasManyRules === true ? new SlicedRegions(pair, sliced) : new Regions(pair, axes);
  const describing = new Describing(pair, regions);
  for (let [isDone, searchUntil] = [false, 0]; !isDone && !deadline.isPast(TOLD_BY);) {
    searchUntil = deadline.ofRest(SEARCHED_PART, TOLD_BY);
    while (!isDone && !deadline.isPast(pair.differences.size === 0 ? TOLD_BY : searchUntil)) {
      isDone = searching.next().done === true;
      yield progress();
    }
    const describeUntil = isDone ? TOLD_BY : deadline.ofRest(1 - SEARCHED_PART, TOLD_BY);
    for (const _ of describing.run(until(TOLD_BY))) {
      yield progress();
      if (deadline.isPast(describeUntil)) break;
    }
  }
  for (const _ of describing.run(until(TOLD_BY))) yield progress();
  const all = regions.found();
  // Where other regions of the same verdicts are known, one of which nothing is known says no more than that there are more.
  const found = all.filter(
    (each) =>
      !each.isCut ||
      !all.some((other) => !other.isCut && other.before === each.before && other.after === each.after),
  );
  const left = regions.left + all.length - found.length;
  return {
    ...{ found, left },
    cutShort: [
      ...(isRead ? [] : (['READING'] as const)),
      ...(led.isWhole || search.isComplete || pair.differences.size > 0 ? [] : (['LEADING'] as const)),
      ...(search.isComplete ? [] : (['SEARCHING'] as const)),
      ...(left > 0 || found.some(({ isCut }) => isCut) ? (['DESCRIBING'] as const) : []),
    ],
  };
}

type RegionsOf = Pick<Regions, 'add'>;

/** Looks at differences as they come, first one of each two verdicts. */
class Describing {
  readonly #regions: RegionsOf;
  readonly #pair: Pair;
  readonly #done = new Set<Row>();

  constructor(pair: Pair, regions: RegionsOf) {
    this.#pair = pair;
    this.#regions = regions;
  }

  *run(isLate: () => boolean): Generator<void> {
    for (const [difference, row] of this.#inTurn()) {
      this.#regions.add(difference, row, isLate);
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
            const key = `${difference.before} ${difference.after}`;
            counts.set(key, (counts.get(key) ?? 0) + 1);
            return { turn: counts.get(key) ?? 0, each: [difference, row] as const };
          }),
      )
      .sort((a, b) => a.turn - b.turn)
      .map(({ each }) => each);
  }
}
