import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { Expression, FunctionTree, Place, ScriptTree, Statement, Switch } from '../ports.ts';
import { ExactCalls } from './exact-calls.ts';
import { anyOf, CELL, isCell, keyOf, NOTHING, NotExact, textOf, type Value } from './exact-values.ts';
import type { Space } from './space.ts';

const MOST_TURNS = 8;

/**
 * Reads a script to see whether inputs decide by nothing but comparisons with constants, and gathers those. Then all inputs that no
 * comparison tells apart take the same way, end in the same verdict or the same error, and one of them stands for all. Throws `NotExact`.
 */
export class ExactScript extends ExactCalls {
  /** What each name may be; undefined behind the end of a way. */
  #scope: Map<string, Value> | undefined;
  #ends: Value[] = [];
  /** Where a `break` or `continue` goes on. */
  #left: Map<string, Value>[] = [];
  #depth = 0;

  constructor(manifest: RulesetManifest, space: Space, functions: readonly FunctionTree[]) {
    super(manifest, space, functions);
    this.#scope = this.namesAtStart();
  }

  run(tree: ScriptTree): void {
    const value = this.#body(tree.main);
    const at: Place = tree.main.at(-1)?.at ?? [0, 0];
    for (const end of [...this.#ends, value]) this.#result(end, at);
  }

  /** The verdict and a confidence decide; what else is in a result does not. */
  #result(value: Value, at: Place): void {
    for (const one of value) {
      if (one.kind === 'map') {
        for (const name of ['verdict', 'confidence'])
          if (!isCell(one.entries.get(name) ?? NOTHING)) throw new NotExact('ARITHMETIC', at);
      } else if (!isCell([one])) throw new NotExact('OTHER', at);
    }
  }

  #body(body: readonly Statement[]): Value {
    const outer = this.#scope && [...this.#scope.keys()];
    let value: Value = NOTHING;
    for (const statement of body) {
      if (this.#scope === undefined) break;
      value = this.#statement(statement);
    }
    // A name that hides one of outside makes it unknown behind the block: rare, and refused.
    if (outer !== undefined && this.#scope !== undefined)
      this.#scope = new Map([...this.#scope].filter(([name]) => outer.includes(name)));
    return this.#scope === undefined ? [] : value;
  }

  #statement(statement: Statement): Value {
    const { at } = statement;
    switch (statement.kind) {
      case 'noop':
        return NOTHING;
      case 'value':
        return this.value(statement.value);
      case 'block':
        return this.#inner(statement.body);
      case 'let': {
        const value = this.value(statement.value);
        if (this.#depth > 0 && this.#scope?.has(statement.name) === true && !statement.again)
          throw new NotExact('OTHER', at);
        this.#scope?.set(statement.name, value);
        return NOTHING;
      }
      case 'assign':
        return this.#assign(statement);
      case 'if':
        this.#decides(this.value(statement.condition), at);
        return this.#ways([() => this.#inner(statement.then), () => this.#inner(statement.otherwise)], at);
      case 'switch':
        return this.#switch(statement);
      case 'return':
        this.#ends.push(statement.value === undefined ? NOTHING : this.value(statement.value));
        this.#scope = undefined;
        return [];
      case 'throw':
        if (statement.value !== undefined) this.value(statement.value);
        this.#scope = undefined;
        return [];
      case 'call':
      case 'method':
        return this.value(statement);
      case 'while':
        return this.#loop(at, statement.body, statement.condition);
      case 'for': {
        const over = this.value(statement.over);
        const items = over.flatMap((one) => (one.kind === 'list' ? one.items : isCell([one]) ? CELL : []));
        if (over.some((one) => one.kind !== 'list' && !isCell([one]))) throw new NotExact('LOOP', at);
        const names = [statement.name, ...(statement.counter === undefined ? [] : [statement.counter])];
        if (names.some((name) => this.#scope?.has(name))) throw new NotExact('OTHER', at);
        return this.#loop(at, statement.body, undefined, () => {
          this.#scope?.set(statement.name, anyOf([items], at));
          if (statement.counter !== undefined) this.#scope?.set(statement.counter, CELL);
        });
      }
      case 'break':
      case 'continue':
        if (statement.value !== undefined) throw new NotExact('LOOP', at);
        if (this.#scope !== undefined) this.#left.push(this.#scope);
        this.#scope = undefined;
        return [];
      default:
        throw new NotExact('OTHER', at);
    }
  }

  #inner(body: readonly Statement[]): Value {
    this.#depth += 1;
    const value = this.#body(body);
    this.#depth -= 1;
    return value;
  }

  #decides(value: Value, at: Place): void {
    if (!isCell(value)) throw new NotExact('ARITHMETIC', at);
  }

  /** Each way from the same place on; behind them names may be what any of them has made of them. */
  #ways(ways: readonly (() => Value)[], at: Place): Value {
    const before = this.#scope;
    const values: Value[] = [];
    let after: Map<string, Value> | undefined;
    for (const way of ways) {
      this.#scope = before && new Map(before);
      values.push(way());
      after = this.#joined(after, this.#scope, at);
    }
    this.#scope = after;
    return anyOf(values, at);
  }

  #joined(
    a: Map<string, Value> | undefined,
    b: Map<string, Value> | undefined,
    at: Place,
  ): Map<string, Value> | undefined {
    if (a === undefined || b === undefined) return a ?? b;
    return new Map(
      [...a].flatMap(([name, value]) => {
        const other = b.get(name);
        return other === undefined
          ? []
          : [[name, value === other ? value : anyOf([value, other], at)] as const];
      }),
    );
  }

  #switch({ at, value, arms, complete }: Switch): Value {
    if (!complete) throw new NotExact('OTHER', at);
    const asked = this.value(value);
    for (const arm of arms) {
      for (const each of arm.values) this.exactly(asked, this.value(each), at);
      for (const { from, to } of arm.ranges) this.within(asked, [Number(from), Number(to)], at);
      if (
        arm.values.length + arm.ranges.length > 0 &&
        !isCell(asked) &&
        asked.some((one) => one.kind !== 'input' && one.kind !== 'constant')
      )
        throw new NotExact('ARITHMETIC', at);
    }
    const ways = arms.map((arm) => () => {
      if (arm.condition !== undefined) this.#decides(this.value(arm.condition), at);
      return this.value(arm.result);
    });
    const isClosed = arms.some(({ otherwise }) => otherwise);
    return this.#ways(isClosed ? ways : [...ways, () => NOTHING], at);
  }

  /** Turns until nothing new comes about. */
  #loop(at: Place, body: readonly Statement[], condition?: Expression, enter?: () => void): Value {
    const outer = this.#left;
    this.#left = [];
    for (let turn = 0; ; turn += 1) {
      if (turn === MOST_TURNS) throw new NotExact('LOOP', at);
      const before = this.#scope;
      if (before === undefined) break;
      const known = keyOf([{ kind: 'map', entries: before }]);
      if (condition !== undefined) this.#decides(this.value(condition), at);
      this.#ways(
        [
          () => {
            enter?.();
            return this.#inner(body);
          },
          () => NOTHING,
        ],
        at,
      );
      let after = this.#scope;
      for (const left of this.#left) after = this.#joined(after, left, at);
      this.#left = [];
      this.#scope = after && new Map([...after].filter(([name]) => before.has(name)));
      if (this.#scope === undefined || keyOf([{ kind: 'map', entries: this.#scope }]) === known) break;
    }
    this.#left = outer;
    return NOTHING;
  }

  #assign({ at, operator, target, value }: Extract<Statement, { kind: 'assign' }>): Value {
    const now = this.value(value);
    const name = nameOf(target);
    if (name === undefined) throw new NotExact('OTHER', at);
    const before = this.#scope?.get(name) ?? CELL;
    if (target.kind !== 'variable') {
      // A part of a list or map: it may be either from now on.
      const parts = before.map((one) => {
        if (one.kind === 'list')
          return { ...one, items: anyOf([one.items, operator === '' ? now : [...one.items, ...now]], at) };
        if (
          one.kind === 'map' &&
          operator === '' &&
          target.kind === 'dot' &&
          target.right.kind === 'property'
        ) {
          const entry = target.right.name;
          return {
            ...one,
            entries: new Map(one.entries).set(entry, anyOf([now, one.entries.get(entry) ?? NOTHING], at)),
          };
        }
        if (isCell([one]) && isCell(now)) return { kind: 'cell' } as const;
        throw new NotExact('OTHER', at);
      });
      this.#scope?.set(name, parts);
      return NOTHING;
    }
    this.#scope?.set(name, operator === '' ? now : this.operated(operator, before, now, at));
    return NOTHING;
  }

  protected override variable(name: string): Value {
    return this.#scope?.get(name) ?? CELL;
  }

  protected override set(name: string, value: Value): void {
    this.#scope?.set(name, value);
  }

  protected override calledOwn(
    { parameters, body }: FunctionTree,
    given: readonly Value[],
    at: Place,
  ): Value {
    if (this.#depth > 24) throw new NotExact('OTHER', at);
    const [scope, ends, left] = [this.#scope, this.#ends, this.#left];
    this.#scope = new Map(parameters.map((name, index) => [name, given[index] ?? NOTHING]));
    [this.#ends, this.#left] = [[], []];
    const value = this.#inner(body);
    const all = anyOf([...this.#ends, value], at);
    [this.#scope, this.#ends, this.#left] = [scope, ends, left];
    return all;
  }

  protected override block(body: readonly Statement[]): Value {
    return this.#inner(body);
  }

  protected override shared(items: readonly Expression[], kind: 'and' | 'or' | 'coalesce', at: Place): Value {
    if (kind !== 'coalesce') {
      // What comes first keeps the rest from being looked at; it is all the same for what is a border.
      for (const item of items) this.#decides(this.value(item), at);
      return CELL;
    }
    return anyOf(
      items.map((item) => this.value(item)),
      at,
    );
  }

  protected override told(parts: readonly Value[], at: Place): Value {
    return textOf(parts, at);
  }
}

const nameOf = (target: Expression): string | undefined =>
  target.kind === 'variable'
    ? target.name
    : target.kind === 'dot' || target.kind === 'index'
      ? nameOf(target.left)
      : undefined;
