import type { CutShort } from '../../../../shared/contract/rule-meaning.ts';
import type { Deadline } from './deadline.ts';
import type { Found } from './enumerate.ts';
import type { MeaningEngine } from './judge.ts';
import { Covered } from './covered.ts';
import { Describing } from './describing.ts';
import { searchOf } from './searching.ts';
import { ledTo, type Asked } from './led.ts';
import type { Pair } from './pair.ts';
import { slicedOf, type Sliced } from './sliced.ts';

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

/** Shares of the time by which steps are over: reading what has changed, leading inputs to it, all of it. */
const SLICED_BY = 0.15;
const LED_BY = 0.35;
const LED_AMONG_MANY_BY = 0.8;
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
  const covered = new Covered(engine, pair, asked.before, asked.after);
  const isLed = () => isLedLate() || (sliced?.hasManyRules === true && covered.isAll);
  const leading = ledTo(engine, pair, asked, { sliced, isLate: isLed });
  let step = leading.next();
  for (; step.done !== true; step = leading.next()) yield progress();
  const led = step.value;
  const search = searchOf(sliced, { engine, pair, asked, deadline, covered, led: led.rows });
  yield progress();
  const { regions, run: searching } = search;
  const describing = new Describing(pair, regions, search);
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
      ...(search.isRead ? [] : (['READING'] as const)),
      ...(led.isWhole || search.isComplete || pair.differences.size > 0 ? [] : (['LEADING'] as const)),
      ...(search.isComplete ? [] : (['SEARCHING'] as const)),
      ...(left > 0 || found.some(({ isCut }) => isCut) ? (['DESCRIBING'] as const) : []),
    ],
  };
}
