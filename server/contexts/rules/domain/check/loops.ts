import type { For, Place, Statement, While } from '../../ports.ts';
import { Branches } from './branches.ts';
import { assume } from './narrow.ts';
import { DEAD, joinFacts, type State } from './state.ts';
import {
  ANYTHING,
  ARRAY,
  BOOL,
  EVERYTHING,
  NUMBER,
  RANGE,
  TEXT,
  UNIT,
  WHOLE,
  between,
  join,
  of,
  type Value,
} from './values.ts';

interface Loop {
  readonly breaks: State[];
}

/** Loops, and what `try` may leave behind. */
export abstract class Loops extends Branches {
  #loops: Loop[] = [];

  protected break(): void {
    this.#loops.at(-1)?.breaks.push(this.state);
    this.state = DEAD;
  }

  protected while({ condition, body, at }: While): void {
    this.loop(
      () => {
        if (condition === undefined) return this.block(body, false);
        const asked = this.truth(this.value(condition), condition.at);
        const before = this.state;
        this.#loops.at(-1)?.breaks.push(assume(before, asked, false));
        this.state = assume(before, asked, true);
        return this.block(body, false);
      },
      at,
      condition === undefined,
    );
  }

  protected for({ name, counter, over, body, at }: For): void {
    const list = this.context.read(this.value(over));
    if ((list.mask & UNIT) !== 0)
      this.context.issue(list.nothing?.code ?? 'UNHANDLED_MISSING', over.at, { about: list.nothing?.about });
    if ((list.mask & (NUMBER | BOOL)) !== 0 && (list.mask & ~(NUMBER | BOOL)) === 0)
      this.context.issue('TYPE_MISMATCH', over.at, { sure: true });
    const items =
      list.mask & TEXT
        ? of(32 | (list.mask & (ARRAY | RANGE) ? (list.items?.mask ?? 0) : 0))
        : (list.items ?? ANYTHING);
    this.loop(
      () => {
        const length = this.scope.length;
        const fresh = this.context.fresh();
        const item =
          items.name?.startsWith('in:') === true
            ? items
            : {
                ...items,
                name: fresh,
                linear: { terms: [[fresh, 1] as const], constant: 0 },
                either: undefined,
                formula: undefined,
              };
        this.introduce(name, item);
        if (counter !== undefined)
          this.introduce(
            counter,
            of(WHOLE, { range: between(0, Math.max(0, (list.length?.high ?? Infinity) - 1)) }),
          );
        this.block(body, false);
        this.scope.length = length;
      },
      at,
      false,
      (list.length?.low ?? 0) > 0,
    );
  }

  /** Turns until nothing new becomes known; only the last one tells anything. */
  protected loop(turn: () => unknown, at: Place, isEndless = false, isTaken = false): void {
    const before = this.state;
    let start = before;
    const path = { at, branch: 'loop', condition: undefined };
    this.context.loops += 1;
    const isHeard = this.context.quiet === 0 || this.context.isFirstTurn;
    for (let round = 0; round < 2; round++) {
      this.state = start;
      this.#loops.push({ breaks: [] });
      this.context.isFirstTurn = isHeard && round === 0;
      this.quietly(() => this.branch(path, undefined, turn));
      const { breaks } = this.#loops.pop() ?? { breaks: [] };
      start = this.widened(before, [this.state, ...breaks]);
    }
    this.context.isFirstTurn = false;
    this.state = start;
    this.#loops.push({ breaks: [] });
    this.branch(path, undefined, turn);
    const { breaks } = this.#loops.pop() ?? { breaks: [] };
    this.context.loops -= 1;
    const ends = [...breaks, ...(isEndless ? [] : [this.state, ...(isTaken ? [] : [start])])];
    this.state = ends.reduce((all, end) => this.merged(all, end), DEAD);
  }

  /** The state before any turn: what a turn changed may be anything of its kind. */
  private widened(before: State, ends: readonly State[]): State {
    let variables = before.variables;
    for (const [id, value] of before.variables) {
      const others = ends.filter(({ dead }) => !dead).map((end) => end.variables.get(id) ?? value);
      if (others.every((other) => other === value)) continue;
      const all = others.reduce(join, value);
      const name = this.context.fresh();
      variables = new Map(variables).set(id, {
        ...all,
        name,
        linear: { terms: [[name, 1]], constant: 0 },
        range: EVERYTHING,
        truth: 3,
        either: undefined,
        formula: undefined,
        ...(all.length === undefined ? {} : { length: { ...EVERYTHING, low: 0 } }),
        literal: false,
      });
    }
    return { ...before, variables };
  }

  private merged(a: State, b: State): State {
    if (a.dead) return b;
    if (b.dead) return a;
    const variables = new Map<number, Value>();
    for (const [id, value] of a.variables) {
      const other = b.variables.get(id);
      if (other === undefined) continue;
      if (other === value) variables.set(id, value);
      else {
        const name = this.context.fresh();
        variables.set(id, { ...join(value, other), name, linear: { terms: [[name, 1]], constant: 0 } });
      }
    }
    return joinFacts(a, b, variables);
  }

  protected try({ body, otherwise, name, at }: Extract<Statement, { kind: 'try' }>, isEnd: boolean): Value {
    const before = this.state;
    // What fails inside is caught: the script's own decision.
    const value = this.tried(() => this.block(body, isEnd));
    const after = this.state;
    this.state = this.widened(before, [after]);
    const length = this.scope.length;
    if (name !== undefined) this.introduce(name, ANYTHING);
    const caught = this.branch({ at, branch: 'catch', condition: undefined }, undefined, () =>
      this.block(otherwise, isEnd),
    );
    this.scope.length = length;
    this.state = this.merged(after, this.state);
    return join(value, caught);
  }

  private tried<T>(run: () => T): T {
    const known = new Set(this.context.issues.keys());
    const result = run();
    for (const [key, issue] of this.context.issues)
      if (!known.has(key) && !issue.sure) this.context.issues.delete(key);
    return result;
  }
}
