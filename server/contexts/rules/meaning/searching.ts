import { cutAt } from './borders.ts';
import type { Covered } from './covered.ts';
import type { Deadline } from './deadline.ts';
import type { MeaningEngine } from './judge.ts';
import { startsOf, type Asked } from './led.ts';
import type { Pair, Row } from './pair.ts';
import { namedAxes } from './reach.ts';
import { Regions } from './regions.ts';
import { Search } from './search.ts';
import { SlicedRegions } from './sliced-regions.ts';
import type { Sliced } from './sliced.ts';
import { distinct } from './space.ts';

/** Shares of the time by which reading all borders, and what the analysis of tests finds at them, is over. */
const READ_BY = 0.5;
const STARTED_BY = 0.55;

/** What is still looked for once inputs were led to what has changed. */
export interface Searching {
  readonly run: Generator<void>;
  readonly regions: Regions | SlicedRegions;
  /** All borders were read, or nothing needed them. */
  readonly isRead: boolean;
  /** Nothing more is expected. */
  readonly isComplete: boolean;
  /** What it finds now is more of the same: thousands of differences by rules that are in no description. */
  readonly isBrief: boolean;
}

interface Task {
  readonly engine: MeaningEngine;
  readonly pair: Pair;
  readonly asked: Asked;
  readonly deadline: Deadline;
  readonly covered: Covered;
  /** Rows to which leading came. */
  readonly led: readonly Row[];
}

/** Over the borders of both versions; among many rules only as long as some change has shown no difference, then around those that are known. */
export function searchOf(sliced: Sliced | undefined, task: Task): Searching {
  return sliced?.hasManyRules === true ? amongMany(sliced, task) : amongFew(task);
}

function amongFew(task: Task): Searching {
  const { pair, asked, led, covered } = task;
  const { axes, borders, isRead, starts } = bordersRead(task);
  const search = new Search(pair, axes, { levels: borders.levels, isCovered: () => covered.isAll });
  return {
    run: search.run(distinct([...asked.given, ...led, ...starts])),
    ...{ regions: new Regions(pair, axes), isRead, isBrief: false },
    get isComplete() {
      return search.isComplete;
    },
  };
}

function amongMany(sliced: Sliced, task: Task): Searching {
  const { pair, asked, led, covered } = task;
  const state = { isRead: true, isBrief: false, isComplete: false };
  function* run(): Generator<void> {
    if (!covered.isAll) {
      const { axes, borders, isRead, starts } = bordersRead(task);
      state.isRead = isRead;
      yield;
      const search = new Search(pair, axes, borders);
      for (const _ of search.run(distinct([...asked.given, ...led, ...starts]))) {
        yield;
        if (covered.isAll) break;
      }
      state.isComplete = search.isComplete;
    }
    if (!covered.isAll) return;
    state.isBrief = true;
    yield* new Search(pair, namedAxes(pair, sliced.way)).around();
    Object.assign(state, { isRead: true, isComplete: true });
  }
  return Object.assign(state, { run: run(), regions: new SlicedRegions(pair, sliced) });
}

/** Where both versions may turn, and inputs on both sides of it. */
function bordersRead({ engine, pair, asked, deadline }: Task) {
  const { borders, axes } = cutAt(engine, pair.space, asked, () => deadline.isPast(READ_BY));
  const isRead = !deadline.isPast(READ_BY);
  const starts = startsOf(engine, pair.space, asked, () => deadline.isPast(STARTED_BY));
  return { borders, axes, isRead, starts };
}
