import type { Call, Expression, FunctionTree, Place } from '../../ports.ts';
import { Expressions, type Exit } from './expressions.ts';
import { native } from './native-calls.ts';
import { isNative } from './natives.ts';
import { missing, operate, operateOne } from './operate.ts';
import { DEAD, joinFacts } from './state.ts';
import {
  ANYTHING,
  FLOAT,
  FUNCTION,
  NEVER,
  RANGE,
  UNIT,
  UNKNOWN,
  WHOLE,
  between,
  booleanOf,
  join,
  of,
  type Value,
} from './values.ts';

const DEEPEST_CALL = 5;

/** Calls: operators, functions of the engine, own functions put in place, closures. */
export abstract class Calls extends Expressions {
  #depth = 0;
  readonly #running: string[] = [];
  readonly #callPlaces: Place[] = [];

  protected call(call: Call): Value {
    if (call.operator) return this.operator(call);
    const values = call.arguments.map((argument) => this.given(argument));
    return this.callOf(call.name, values, call.at, call);
  }

  protected given(argument: Expression): Value {
    const value = this.value(argument);
    this.noneUsed(this.context.read(value));
    return value;
  }

  private operator({ name, arguments: items, at }: Call): Value {
    const [first, second] = items;
    if (first === undefined) return UNKNOWN;
    const left = this.value(first);
    if (second === undefined) return operateOne(this.context, name, left, at);
    const right = this.value(second);
    if (name === '..' || name === '..=') return this.range(name, left, right, at);
    return operate(this.context, name, left, right, at);
  }

  private range(name: string, left: Value, right: Value, at: Place): Value {
    const [x, y] = [this.context.read(left), this.context.read(right)];
    missing(this.context, [x, y], at);
    if (x.mask === FLOAT || y.mask === FLOAT) this.context.issue('TYPE_MISMATCH', at, { sure: true });
    const length = between(
      Math.max(0, y.range.low - x.range.high),
      Math.max(0, y.range.high - x.range.low + (name === '..=' ? 1 : 0)),
    );
    const last = name === '..=' ? y.range.high : y.range.high - 1;
    return of(RANGE, { items: of(WHOLE, { range: between(x.range.low, last) }), length });
  }

  private callOf(name: string, values: readonly Value[], at: Place, call: Call): Value {
    const own = this.context.functions
      .get(name)
      ?.find(({ parameters }) => parameters.length === values.length);
    if (own !== undefined) return this.callOwn(own, values, at);
    if (name === 'curry') {
      const [first, ...captured] = values;
      if (first?.closure !== undefined) this.context.called.add(first.closure);
      return of(FUNCTION, { ...first, captured });
    }
    if (!isNative(name) || this.context.functions.has(name)) {
      const closure = this.find(name);
      if (closure === undefined || !call.captures) {
        this.context.issue('UNKNOWN_FUNCTION', at, { sure: true, about: name });
        return UNKNOWN;
      }
    }
    return this.native(name, values, at).value;
  }

  protected native(name: string, values: readonly Value[], at: Place) {
    return native(this.context, name, values, at, (closure, given) => this.callClosure(closure, given, at));
  }

  private callClosure(value: Value, given: readonly Value[], at: Place): Value {
    const functions = this.context.functions.get(value.closure ?? '') ?? [];
    const count = (value.captured?.length ?? 0) + given.length;
    const own =
      functions.find(({ parameters }) => parameters.length === count) ??
      functions.find(({ parameters }) => parameters.length < count) ??
      functions[0];
    if (own === undefined) return ANYTHING;
    const before = this.state;
    const values = [...(value.captured ?? []), ...given].slice(0, own.parameters.length);
    const result = this.callOwn(own, values, at);
    this.state = before.dead
      ? before
      : { ...before, variables: this.state.dead ? before.variables : this.state.variables };
    return result;
  }

  protected callOwn(own: FunctionTree, values: readonly Value[], at: Place): Value {
    const { context } = this;
    context.called.add(own.name);
    if (this.#running.includes(own.name) || this.#depth >= DEEPEST_CALL) {
      const from = this.#running.indexOf(own.name);
      // Told where the circle begins.
      if (from >= 0) context.issue('COST', this.#callPlaces[from + 1] ?? at);
      return UNKNOWN;
    }
    const outer = { scope: this.scope, base: this.base, exits: this.exits, conditions: this.conditions };
    Object.assign(this, { scope: [...this.scope], base: this.scope.length, exits: [], conditions: [] });
    this.#running.push(own.name);
    this.#callPlaces.push(at);
    const calledAt = context.calledAt;
    context.calledAt ??= at;
    this.#depth += 1;
    own.parameters.forEach((name, index) => this.introduce(name, values[index] ?? UNKNOWN));
    const last = this.block(own.body, false);
    const exits = [
      ...this.exits,
      ...(this.state.dead ? [] : [{ state: this.state, value: last, conditions: [] }]),
    ];
    this.#depth -= 1;
    this.#running.pop();
    this.#callPlaces.pop();
    context.calledAt = calledAt;
    Object.assign(this, outer);
    const value = this.leave(exits);
    // A way that ends without a value is told where one is wanted.
    if (value.nothing?.code !== 'NOTHING_USED' || (value.mask & UNIT) === 0) return value;
    return { ...value, nothing: { code: 'NOTHING_USED', at } };
  }

  /** One value and state of all ways out of a function. */
  private leave(exits: readonly Exit[]): Value {
    let result: Exit | undefined;
    for (const exit of exits.toReversed()) {
      if (exit.state.dead) continue;
      if (result === undefined) result = exit;
      else {
        const value = exit.conditions.length > 0 ? this.chosen(exit, result) : join(exit.value, result.value);
        result = { state: joinFacts(exit.state, result.state), value, conditions: [] };
      }
    }
    this.state = result?.state ?? DEAD;
    return result?.value ?? NEVER;
  }

  private chosen(exit: Exit, other: Exit): Value {
    const items = exit.conditions.map(({ value, isTrue }) =>
      isTrue
        ? value
        : booleanOf(3, { name: this.context.nameOf('!', [value]), formula: { kind: 'not', item: value } }),
    );
    const [only] = items;
    const condition =
      items.length === 1 && only !== undefined
        ? only
        : booleanOf(3, { name: this.context.nameOf('and', items), formula: { kind: 'and', items } });
    return this.either(condition, exit.value, other.value);
  }

  /** A value by a condition, with a name of its own. */
}
