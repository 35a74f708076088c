import { changedOf, type Changed } from './changed.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import { decidingIn, type Deciding } from './deciding.ts';
import { judgedPart, type Version } from './exact.ts';
import type { JudgedMany, MeaningEngine } from './judge.ts';
import type { Pair, Row } from './pair.ts';
import { bitsOf, hasHeld } from './probes.ts';

/** A version's conditions with what tells which of them held. */
interface Side {
  readonly conditions: readonly Condition[];
  readonly bits: readonly number[];
  readonly deciding: Deciding;
}

/**
 * Which changes of two versions have been seen to make a difference: at some inputs with two verdicts both ask a changed condition, and it holds in
 * one of them only (or in both, where what it says has changed). Once that is so for each, nothing that has changed is left to be looked for.
 */
export class Covered {
  readonly #pair: Pair;
  readonly #sides: readonly [Side, Side];
  readonly #open: Set<Changed>;
  /** What is said where no condition holds has changed, and no difference by it was seen. */
  #isRestOpen: boolean;
  /** Something was changed of which nobody can tell so. */
  readonly #isUnclear: boolean;
  #looked = 0;

  constructor(engine: MeaningEngine, pair: Pair, before: Version, after: Version) {
    this.#pair = pair;
    const [one, other] = [sideOf(engine, before), sideOf(engine, after)];
    this.#sides = [one, other];
    const all = changedOf(one.conditions, other.conditions).filter((each) => this.#mayDecide(each));
    this.#open = new Set(all);
    this.#isRestOpen = one.deciding.saidBy(undefined) !== other.deciding.saidBy(undefined);
    this.#isUnclear =
      judgedPart(before.manifest) !== judgedPart(after.manifest) ||
      (all.length === 0 && !this.#isRestOpen) ||
      !all.every((each) => this.#isClear(each));
  }

  /** Whether every change has been seen to make a difference. */
  get isAll(): boolean {
    if (this.#isUnclear) return false;
    const { differences } = this.#pair;
    if (differences.size > this.#looked) {
      // New ones come last.
      this.#look([...differences.values()].slice(this.#looked).flatMap(({ rows }) => rows.slice(0, 1)));
      this.#looked = differences.size;
    }
    return this.#open.size === 0 && !this.#isRestOpen;
  }

  #look(rows: readonly Row[]): void {
    const { before, after } = this.#pair.judge(this.#pair.columnsOf(rows));
    const judged = [before, after] as const;
    rows.forEach((_, row) => {
      const parting = [...this.#open].filter((each) => this.#parts(each, judged, row));
      for (const each of parting) this.#open.delete(each);
      if (parting.length === 0) this.#isRestOpen = false;
    });
  }

  #parts(changed: Changed, judged: readonly [JudgedMany, JudgedMany], row: number): boolean {
    const holds = [changed.before, changed.after].map((place, side) => {
      if (place === undefined) return undefined;
      const { conditions, bits } = this.#sides[side] as Side;
      const held = (each: number) => hasHeld(judged[side], bits[each] ?? -1, row);
      const { blockers, within } = conditions[place] as Condition;
      const isAsked = within.every(held) && !blockers.some(held);
      return isAsked ? held(place) : null;
    });
    if (holds.includes(null)) return false;
    const [one, other] = holds;
    if (one === undefined || other === undefined) return one === true || other === true;
    return changed.asksSame ? one === true && other === true : one !== other;
  }

  /** Whether a verdict can depend on it. */
  #mayDecide({ before, after, asksSame }: Changed): boolean {
    const conditions = [before, after].map((place, side) => this.#sides[side]?.conditions[place ?? -1]);
    const isDeciding = conditions.some(
      (each, side) => each !== undefined && this.#sides[side]?.deciding.isDeciding(each.from),
    );
    return isDeciding && !(asksSame && this.#said(before, 0) === this.#said(after, 1));
  }

  #said(place: number | undefined, side: 0 | 1): string {
    const { conditions, deciding } = this.#sides[side];
    return deciding.saidBy(conditions[place ?? -1]?.from);
  }

  /** Whether a single difference shows all that it does: one value was changed, and the engine tells whether it holds. */
  #isClear({ before, after, asksSame }: Changed): boolean {
    const hasBit = [before, after].every(
      (place, side) => place === undefined || (this.#sides[side]?.bits[place] ?? -1) >= 0,
    );
    if (!hasBit || before === undefined || after === undefined) return hasBit;
    const [one, other] = this.#sides;
    return asksSame
      ? valuesChanged(this.#said(before, 0), this.#said(after, 1)) === 1
      : valuesChanged(one.conditions[before]?.asks ?? '', other.conditions[after]?.asks ?? '') === 1;
  }
}

function sideOf(engine: MeaningEngine, version: Version): Side {
  const { all } = conditionsOf(version);
  const script = engine.test(version.manifest).compile(version.source);
  const bits = script === null ? [] : bitsOf(script, version.source, all);
  script?.release();
  return { conditions: all, bits, deciding: decidingIn(version) };
}

const TOKEN = /parameter (?:-?[\d.e+]+|"[^"]*"|\w+)|"[^"]*"|[\w.]+|\S/g;

/** How many values two texts have otherwise; a parameter counts once, however often it is read. Infinite where more than values was changed. */
function valuesChanged(before: string, after: string): number {
  const [one, other] = [before, after].map((text) => text.match(TOKEN) ?? []);
  if (one?.length !== other?.length) return Number.POSITIVE_INFINITY;
  const changed = (one ?? []).flatMap((token, at) =>
    token === other?.[at] ? [] : [token.startsWith('parameter ') ? `${token} ${other?.[at]}` : `at ${at}`],
  );
  return new Set(changed).size;
}
