import type { Expression, For, Place, Statement, While } from '../face/tree.ts';
import { changedNames } from './changed-names.ts';
import type { Label } from './code-writer.ts';
import { ExpressionWriter } from './expressions.ts';
import { NotCompiled } from './not-compiled.ts';
import { Storage } from './storage.ts';
import { NONE, UNIT, wholeOf, type RangeValue, type Value, type WholeValue } from './values.ts';
import { get, I64, long, OP, set, type Code } from './wasm-module.ts';

/** Rounds of a loop over a list that are written out. */
const MOST_ROUNDS = 32;

/** A loop that is being written: how its rounds end and how it is left. */
interface Loop {
  again(): void;
  leave(): void;
}

/** Thrown inside: a loop is to be written again with wider places for its variables. */
class Wider {
  readonly places: ReadonlyMap<number, readonly Value[]>;

  constructor(places: ReadonlyMap<number, readonly Value[]>) {
    this.places = places;
  }
}

/** The numbers of a short range that is known. */
function numbersOf(from: WholeValue, to: WholeValue, isInclusive: boolean): WholeValue[] | undefined {
  const [first, last] = [from.constant, to.constant];
  if (first === undefined || last === undefined) return undefined;
  const count = last - first + (isInclusive ? 1n : 0n);
  if (count > MOST_ROUNDS) return undefined;
  return Array.from({ length: Math.max(0, Number(count)) }, (_, round) => wholeOf(first + BigInt(round)));
}

/** Writes loops. */
export abstract class LoopWriter extends ExpressionWriter {
  /** Loops around what is written, the innermost last. */
  protected readonly open: Loop[] = [];
  /** The constant of `mostOperations`, filled in at the end. */
  protected readonly operationLimit: Code = [];

  protected jump(kind: 'break' | 'continue', value: Expression | undefined, at: Place): Value {
    const loop = this.open.at(-1);
    if (value !== undefined || loop === undefined) {
      throw new NotCompiled('LOOP', at, 'a loop that ends with a value');
    }
    if (kind === 'break') loop.leave();
    else loop.again();
    return UNIT;
  }

  protected while({ condition, body, at }: While): Value {
    if (body.length === 0) throw new NotCompiled('LOOP', at, 'a loop without a body');
    return this.loop(at, body, condition, (loop) => {
      if (condition !== undefined) {
        const holds = this.condition(this.expression(condition), condition.at);
        if (this.e.isDead) return;
        this.e.choose(
          holds,
          () => UNIT,
          () => {
            loop.leave();
            return UNIT;
          },
        );
      }
      this.block(body);
      if (!this.e.isDead) loop.again();
    });
  }

  /** `do … while` goes from `continue` back to its beginning, without its condition. */
  protected do(condition: Expression, until: boolean, body: readonly Statement[]): void {
    const loop = this.open.at(-1);
    this.block(body);
    if (this.e.isDead || loop === undefined) return;
    const holds = this.condition(this.expression(condition), condition.at);
    if (this.e.isDead) return;
    const again = (): Value => {
      loop.again();
      return UNIT;
    };
    const leave = (): Value => {
      loop.leave();
      return UNIT;
    };
    if (until) this.e.choose(holds, leave, again);
    else this.e.choose(holds, again, leave);
  }

  protected for(statement: For): Value {
    this.room(3, statement.at);
    const over = this.expression(statement.over);
    if (this.e.isDead) return UNIT;
    if (over.kind === 'range') return this.forNumbers(statement, over);
    if (over.kind !== 'array' || over.items.length > MOST_ROUNDS) {
      throw new NotCompiled('LOOP', statement.at, 'a loop over something else than a range or a short list');
    }
    return this.forItems(statement, over.items);
  }

  /** Rounds over a range. Few of them are written out where a list grows in each, which a loop cannot follow. */
  private forNumbers(statement: For, { from, to, isInclusive }: RangeValue): Value {
    const numbers = numbersOf(from, to, isInclusive);
    this.e.flush();
    const start = this.e.mark();
    const open = [...this.open];
    try {
      return this.forRange(statement, from, to, isInclusive);
    } catch (error) {
      if (numbers === undefined || !(error instanceof NotCompiled) || error.code !== 'LOOP') throw error;
      this.e.back(start);
      this.open.splice(0, Infinity, ...open);
      return this.forItems(statement, numbers);
    }
  }

  /** The rounds over a short list, one after the other. */
  private forItems({ name, counter, body }: For, items: readonly Value[]): Value {
    if (body.length === 0) this.e.tick(items.length);
    this.e.leavable((leave) => {
      items.forEach((item, index) => {
        if (this.e.isDead) return;
        const variables = [
          ...(counter === undefined
            ? []
            : [
                {
                  name: counter,
                  value: { kind: 'whole', constant: BigInt(index), local: NONE } as const,
                  isConstant: false,
                },
              ]),
          { name, value: item, isConstant: false },
        ];
        this.e.leavable((again) => {
          this.open.push({ again: () => again(UNIT), leave: () => leave(UNIT) });
          const count = this.e.variables.length;
          this.e.variables = [...this.e.variables, ...variables];
          this.block(body);
          this.e.variables = this.e.variables.slice(0, count);
          this.open.pop();
          return UNIT;
        });
      });
      return UNIT;
    });
    return UNIT;
  }

  private forRange(
    { name, counter, body, at }: For,
    from: WholeValue,
    to: WholeValue,
    isInclusive: boolean,
  ): Value {
    if (body.length === 0) throw new NotCompiled('LOOP', at, 'a loop without a body');
    const { e } = this;
    const next = e.take(I64, e.push(from));
    const rounds = e.take(I64, long(0n));
    return this.loop(at, body, undefined, (loop) => {
      e.leaveWhen([get(next), e.push(to), isInclusive ? OP.i64_gt_s : OP.i64_ge_s], () => loop.leave());
      const value = e.whole(get(next));
      const round = e.whole(get(rounds));
      e.emit(get(next), long(1n), OP.i64_add, set(next), get(rounds), long(1n), OP.i64_add, set(rounds));
      const count = e.variables.length;
      e.variables = [
        ...e.variables,
        ...(counter === undefined ? [] : [{ name: counter, value: round, isConstant: false }]),
        { name, value, isConstant: false },
      ];
      this.block(body);
      e.variables = e.variables.slice(0, count);
      if (!e.isDead) loop.again();
    });
  }

  /** A loop; its variables live in places of their own, which are widened until every round fits. */
  protected loop(
    at: Place,
    body: readonly Statement[],
    condition: Expression | undefined,
    write: (loop: Loop) => void,
  ): Value {
    const { e } = this;
    const names = changedNames(body, condition);
    const changed = e.variables.flatMap(({ name }, index) => (names.has(name) ? [index] : []));
    let wider: ReadonlyMap<number, readonly Value[]> = new Map();
    e.flush();
    for (let attempt = 0; ; attempt++) {
      const start = e.mark();
      try {
        this.#round(changed, wider, write);
        return UNIT;
      } catch (error) {
        if (!(error instanceof Wider)) throw error;
        if (attempt > 4) throw new NotCompiled('LOOP', at, 'a text or list grows in a loop');
        e.back(start);
        wider = error.places;
      }
    }
  }

  #round(
    changed: readonly number[],
    wider: ReadonlyMap<number, readonly Value[]>,
    write: (loop: Loop) => void,
  ): void {
    const { e } = this;
    const count = e.variables.length;
    const storages = new Map<number, Storage>();
    for (const index of changed) {
      const value = e.variables[index]?.value ?? UNIT;
      const storage = Storage.for([value, ...(wider.get(index) ?? [])], e);
      e.emit(storage.store(value, (plain) => e.push(plain)));
      storages.set(index, storage);
    }
    const keep = (): void => {
      const places = new Map(wider);
      for (const [index, storage] of storages) {
        const value = e.variables[index]?.value ?? UNIT;
        if (!storage.accepts(value)) places.set(index, [...(places.get(index) ?? []), value]);
      }
      if (places.size > wider.size || [...places].some(([index, values]) => values !== wider.get(index)))
        throw new Wider(places);
      e.flush();
      for (const [index, storage] of storages) {
        e.emit(storage.store(e.variables[index]?.value ?? UNIT, (plain) => e.push(plain)));
      }
    };
    const kept = (copy: boolean): void => {
      e.variables = e.variables.slice(0, count).map((variable, index) => {
        const storage = storages.get(index);
        if (storage === undefined) return variable;
        return { ...variable, value: copy ? e.copy(storage.value) : storage.value };
      });
    };
    const open = this.open.splice(0);
    const end: Label = e.open(OP.block);
    const beginning: Label = e.open(OP.loop);
    kept(true);
    const loop: Loop = {
      again: () => {
        keep();
        e.leaveIf([get(e.operations), this.operationLimit, OP.i32_gt_u], [0, 0], 'too many operations');
        e.jump(beginning);
      },
      leave: () => {
        keep();
        e.jump(end);
      },
    };
    this.open.push(...open, loop);
    try {
      write(loop);
    } finally {
      this.open.length = 0;
      this.open.push(...open);
    }
    e.close();
    e.close();
    e.revive();
    kept(false);
  }
}
