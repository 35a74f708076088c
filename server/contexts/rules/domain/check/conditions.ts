import type { FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import { conditionKey, type Condition, type Context, type Reached } from './context.ts';
import type { Findings } from './findings.ts';
import { assume } from './narrow.ts';
import { placeKey, type Runs } from './runs.ts';
import { startWith } from './state.ts';

const AIMED_RUNS = 500;

/**
 * Tells conditions no input fulfils, or every input that gets there. `meant`: the same script where every `let` that hides what it was
 * meant to change does change it.
 */
export function tellConditions(
  findings: Findings,
  context: Context,
  runs: Runs,
  canRun: boolean,
  meant: Context | undefined,
): void {
  const told = new Set<string>();
  // A variable that holds the whole of a condition is told where it gets its value.
  const order = [...context.conditions.values()].sort((a, b) => rank(a) - rank(b));
  for (const condition of order) {
    const place = condition.given ?? condition.at;
    const key = placeKey(place[0], place[1]);
    if (told.has(key) || isCaused(findings, condition.at[0])) continue;
    const isShown = condition.kind === 'if' && canRun;
    const shown = () =>
      runs.conditions.get(placeKey(condition.at[0], condition.at[1])) ?? { count: 0, held: 0 };
    if (isShown && shown().count === 0 && !reach(condition, runs, shown)) continue;
    const canHold = condition.reached.some(({ state, value }) => !assume(state, value, true).dead);
    const canFail = condition.reached.some(({ state, value }) => !assume(state, value, false).dead);
    if ((!canHold && isOfHidden(condition, meant, true)) || (!canFail && isOfHidden(condition, meant, false)))
      continue;
    if (isShown) {
      const never = shown().held === 0 && !aimed(condition, runs, true, () => shown().held > 0);
      if (never) tellNever(findings, condition, canHold, runs, () => told.add(key));
      else if (shown().held === shown().count) {
        const always = !aimed(condition, runs, false, () => shown().held < shown().count);
        if (always) tellAlways(findings, condition, canFail, runs, () => told.add(key));
      }
      if (!told.has(key)) tellParts(findings, condition);
    } else if (!canHold) tellNever(findings, condition, false, runs, () => told.add(key));
    else if (!canFail && condition.kind === 'let')
      tellAlways(findings, condition, false, runs, () => told.add(key));
  }
}

/** Comparisons that are told for what they are make their condition never, or always, true. */
const CAUSES = new Set<FindingCode>(['UNKNOWN_VALUE', 'TEXT_AGAINST_NUMBER']);

const isCaused = (findings: Findings, line: number): boolean =>
  findings.all().some((finding) => finding.line === line && CAUSES.has(finding.code));

/** What holds or fails only because a `let` hides what it was meant to change is not told beside that `let`. */
function isOfHidden(condition: Condition, meant: Context | undefined, isTrue: boolean): boolean {
  const other = meant?.conditions.get(conditionKey(condition));
  return other?.reached.some(({ state, value }) => !assume(state, value, isTrue).dead) === true;
}

const rank = ({ kind }: Condition): number => (kind === 'if' ? 0 : 1);

type ShownOf = () => { count: number; held: number };

/** Whether some run gets to a condition at all. */
function reach(condition: Condition, runs: Runs, shown: ShownOf): boolean {
  return condition.reached
    .slice(0, 4)
    .some(({ state }) => runs.search(AIMED_RUNS / 2, state, () => shown().count > 0));
}

/** Runs aimed at where a condition is as wished. */
function aimed(condition: Condition, runs: Runs, isTrue: boolean, isDone: () => boolean): boolean {
  return condition.reached.slice(0, 4).some(({ state, value }) => {
    const there = assume(state, value, isTrue);
    return !there.dead && runs.search(AIMED_RUNS, there, isDone);
  });
}

/** A state that knows the variables where a condition stands, and nothing of the conditions that lead there. */
const byItself = ({ state }: Reached) => ({ ...startWith(state.work), variables: state.variables });

function tellNever(
  findings: Findings,
  condition: Condition,
  canHold: boolean,
  runs: Runs,
  told: () => void,
): void {
  const { at, given, reached, kind } = condition;
  // Runs that end in an error before may be why; that is told already.
  if (canHold && runs.errors.size > 0) return;
  // By itself it could hold: whatever fulfils it has gone another way before.
  const alone = reached.some((way) => !assume(byItself(way), way.value, true).dead);
  // An arm that fits no value of this kind is told for what it is.
  if (kind === 'arm' && !alone) return;
  // What it stands below contradicts it, or nothing is left of it by rules before.
  const isLeft = reached.some(
    (way) => ![...way.below, way.value].reduce((here, each) => assume(here, each, true), byItself(way)).dead,
  );
  const code = isLeft && !canHold ? 'UNREACHABLE_RULE' : 'NEVER_TRUE';
  // What could hold where it is given is dead only here.
  const place = alone ? at : (given ?? at);
  findings.add(code, place, canHold ? { basis: 'searched', searched: runs.count } : {});
  told();
}

/** Tells parts of `||` that contradict themselves in a condition that can hold by another part. */
function tellParts(findings: Findings, { expression, reached }: Condition): void {
  if (expression?.kind !== 'or') return;
  for (const [index, { at }] of expression.items.entries()) {
    const isNever = reached.every((way) => {
      const { formula } = way.value;
      const part = formula?.kind === 'or' ? formula.items[index] : undefined;
      return part !== undefined && assume(byItself(way), part, true).dead;
    });
    if (isNever && reached.length > 0) findings.add('NEVER_TRUE', at, {});
  }
}

function tellAlways(
  findings: Findings,
  condition: Condition,
  canFail: boolean,
  runs: Runs,
  told: () => void,
): void {
  if (canFail && runs.errors.size > 0) return;
  const { at, given, reached } = condition;
  const alone = reached.some((way) => !assume(byItself(way), way.value, false).dead);
  findings.add(
    'ALWAYS_TRUE',
    alone ? at : (given ?? at),
    canFail ? { basis: 'searched', searched: runs.count } : {},
  );
  told();
}
