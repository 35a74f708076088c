import type {
  Arm,
  Assignment,
  Expression,
  FunctionTree,
  If,
  Let,
  Place,
  Statement,
  Switch,
} from '../face/tree.ts';
import type { Bit } from './counting.ts';
import { isChecked } from './literals.ts';
import { LoopWriter } from './loops.ts';
import { NotCompiled } from './not-compiled.ts';
import {
  ARITHMETIC,
  asFloat,
  equal,
  floatArithmetic,
  isNumber,
  shifted,
  wholeArithmetic,
} from './operators.ts';
import { isList, MixedShapes } from './storage.ts';
import { BYTES_AN_OPERATION } from './text-functions.ts';
import {
  booleanOf,
  bytesAsText,
  isText,
  NONE,
  UNIT,
  type BooleanValue,
  type PlainValue,
  type Value,
} from './values.ts';
import { float, long, OP, type Code } from './wasm-module.ts';

/** Writes statements, counting as the interpreter does (`eval_stmt`, and the checks that `instrument.rs` adds). */
export abstract class StatementWriter extends LoopWriter {
  readonly #calls: string[] = [];
  /** What `return` does. */
  protected leave: (value: Value, at: Place) => void = () => {};

  /** The number of the rule at a place, if there is one. */
  protected abstract rule(at: Place): number | undefined;

  /** Notes that a rule held. */
  protected abstract fire(rule: number): void;

  /** What is set where a rule held. */
  protected abstract bitOf(rule: number): Bit;

  protected block(statements: readonly Statement[]): Value {
    const count = this.e.variables.length;
    const value = this.statements(statements);
    this.e.variables = this.e.variables.slice(0, count);
    return value;
  }

  protected statements(statements: readonly Statement[]): Value {
    let value: Value = UNIT;
    for (const statement of statements) {
      if (this.e.isDead) return UNIT;
      value = this.placed(statement);
    }
    return value;
  }

  /** A statement; where its values cannot be brought together, that is its place. */
  private placed(statement: Statement): Value {
    try {
      return this.statement(statement);
    } catch (error) {
      if (error instanceof MixedShapes) throw new NotCompiled('MIXED_SHAPES', statement.at, error.message);
      throw error;
    }
  }

  private statement(statement: Statement): Value {
    const { e } = this;
    e.tick();
    switch (statement.kind) {
      case 'noop':
        return UNIT;
      case 'value':
        return this.sure(statement.value);
      case 'call':
        if (isChecked(statement)) return this.sure(statement);
        return e.sure(this.call(statement), statement.at);
      case 'block':
        return this.block(statement.body);
      case 'let':
        return this.let(statement);
      case 'assign':
        return this.assignment(statement);
      case 'if':
        return this.if(statement);
      case 'switch':
        return this.switch(statement);
      case 'while':
        return this.while(statement);
      case 'do':
        return this.loop(statement.at, statement.body, undefined, () =>
          this.do(statement.condition, statement.until, statement.body),
        );
      case 'for':
        return this.for(statement);
      case 'return':
        return this.return(statement.value, statement.at);
      case 'throw':
        if (statement.value !== undefined) this.expression(statement.value);
        return e.isDead ? UNIT : e.leave(statement.at, 'the script throws');
      case 'break':
      case 'continue':
        return this.jump(statement.kind, statement.value, statement.at);
      case 'share':
        throw new NotCompiled('CLOSURE', statement.at, 'a closure');
      case 'try':
        throw new NotCompiled('TRY', statement.at, "'try'");
      default:
        throw new NotCompiled('OTHER', statement.at, `'${statement.kind}'`);
    }
  }

  private return(expression: Expression | undefined, at: Place): Value {
    const value = expression === undefined ? UNIT : this.sure(expression);
    if (!this.e.isDead) this.leave(value, at);
    return UNIT;
  }

  private let({ name, constant, again, value: expression, at }: Let): Value {
    this.room(2, at);
    const value = this.sure(expression);
    if (this.e.isDead) return UNIT;
    const variable = { name, value, isConstant: constant };
    const index = again ? this.e.variables.findLastIndex((known) => known.name === name) : -1;
    this.e.variables = index < 0 ? [...this.e.variables, variable] : this.e.variables.with(index, variable);
    return UNIT;
  }

  private assignment({ operator, target, value: expression, at }: Assignment): Value {
    const { e } = this;
    const isPart = target.kind === 'dot' || target.kind === 'index';
    // What is subtracted from is looked at before as well.
    if (operator === '-') e.tick(2);
    const value = this.sure(expression);
    if (e.isDead) return UNIT;
    const links = isPart ? this.links(target) : [];
    if (e.isDead) return UNIT;
    this.changeVariable(isPart ? target.left : target, links, (before) => {
      if (operator === '') return value;
      if (before === undefined) return e.leave(at, 'a part that is not there is changed');
      return e.each(before, (x) => e.each(value, (y) => e.sure(this.changed(operator, x, y, at), at)));
    });
    // What has come about is looked at, but for plain values of plain variables.
    if (isPart || operator !== '') e.tick(2);
    return UNIT;
  }

  /** `x op= y`; what has no such operator of its own is looked for twice. */
  private changed(operator: string, x: PlainValue, y: PlainValue, at: Place): Value {
    const { e } = this;
    if (ARITHMETIC.has(operator) && isNumber(x) && isNumber(y)) {
      if (x.kind === 'whole' && y.kind === 'whole') return wholeArithmetic(e, operator, x, y, at);
      if (x.kind === 'whole') e.tick(2);
      return floatArithmetic(e, operator, asFloat(e, x), asFloat(e, y), at);
    }
    if ('&|^'.includes(operator)) return this.bits(operator, x, y, at);
    if (operator === '<<' || operator === '>>') return shifted(e, operator, x, y, at);
    if (operator === '+' && isText(x)) return this.lengthened(x, y, at);
    if (operator === '+' && isList(x))
      return this.longer(x, isList(y) ? y : { kind: 'array', items: [y] }, at);
    if (isText(x) || x.kind === 'map')
      throw new NotCompiled(isText(x) ? 'TEXT_WORK' : 'LIST_WORK', at, `'${operator}=' of a text or map`);
    return e.leave(at, `'${operator}=' of values that have none`);
  }

  /** `text += value`; afterwards it is paid for the length of the text, which has to be known. */
  private lengthened(x: PlainValue, y: PlainValue, at: Place): Value {
    if (bytesAsText(y) === undefined)
      throw new NotCompiled('LIST_WORK', at, 'a list or map is added to a text');
    if (!isText(y)) this.e.tick(y.kind === 'unit' ? 1 : 2);
    const text = this.joined(x, y, at);
    const bytes = bytesAsText(text) ?? 0;
    const isKnown = text.kind === 'text' && text.local === NONE;
    if (!isKnown && bytes >= BYTES_AN_OPERATION)
      throw new NotCompiled('TEXT_WORK', at, 'a long text is put together');
    this.e.tick(Math.floor(bytes / BYTES_AN_OPERATION));
    return text;
  }

  private if({ condition, then, otherwise, at }: If): Value {
    const rule = this.rule(at);
    // The node that records the rule.
    if (rule !== undefined) this.e.tick();
    const test = rule === undefined ? this.expression(condition) : this.ofNode(condition);
    const value = this.condition(test, condition.at);
    if (this.e.isDead) return UNIT;
    return this.e.choose(
      value,
      () => {
        if (rule !== undefined) this.fire(rule);
        return this.block(then);
      },
      () => this.block(otherwise),
      rule === undefined ? undefined : this.bitOf(rule),
    );
  }

  private switch(statement: Switch): Value {
    if (!statement.complete) throw new NotCompiled('OTHER', statement.at, 'an arm that is no plain value');
    const rule = this.rule(statement.at);
    if (rule !== undefined) this.e.tick();
    const subject = rule === undefined ? this.expression(statement.value) : this.ofNode(statement.value);
    const value = this.e.sure(subject, statement.value.at);
    if (this.e.isDead) return UNIT;
    return this.e.each(value, (option) => this.arms(statement, option, rule));
  }

  /** First the arms of equal values, then those of ranges, then the default. */
  private arms({ arms, at }: Switch, value: PlainValue, rule: number | undefined): Value {
    const tries: { arm: Arm; isIt: () => BooleanValue }[] = [];
    for (const arm of arms) {
      for (const literal of arm.values) tries.push({ arm, isIt: () => this.isCase(value, literal, at) });
    }
    for (const range of rangesInOrder(arms)) {
      tries.push({ arm: range.arm, isIt: () => this.isInRange(value, range) });
    }
    const from = (index: number): Value => {
      const next = tries[index];
      if (next === undefined) return this.otherwise(arms);
      return this.e.choose(
        next.isIt(),
        () => this.take(next.arm, rule, () => from(index + 1)),
        () => from(index + 1),
      );
    };
    return from(0);
  }

  private take(arm: Arm, rule: number | undefined, next: () => Value): Value {
    const result = (): Value => {
      if (rule === undefined) return this.sure(arm.result);
      this.e.tick();
      this.fire(rule);
      return this.e.sure(this.ofNode(arm.result), arm.result.at);
    };
    if (arm.condition === undefined) return result();
    if (arm.condition.kind === 'boolean') return arm.condition.value ? result() : next();
    const holds = this.condition(this.expression(arm.condition), arm.condition.at);
    return this.e.isDead ? UNIT : this.e.choose(holds, result, next);
  }

  private otherwise(arms: readonly Arm[]): Value {
    const arm = arms.find(({ otherwise }) => otherwise);
    return arm === undefined ? UNIT : this.sure(arm.result);
  }

  /** Whether a value is the same to the bit as that of an arm: a whole number never is a float. */
  private isCase(value: PlainValue, literal: Expression, at: Place): BooleanValue {
    const { e } = this;
    const other = this.inner(literal);
    if (other.kind === 'either') return booleanOf(false);
    if (other.kind !== value.kind)
      return isText(value) && isText(other) ? equal(e, value, other, at) : booleanOf(false);
    if (value.kind === 'float' && other.kind === 'float') {
      const bits = [value, other].map((number): Code => [e.push(number), OP.i64_reinterpret_f64]);
      return e.boolean([...bits, OP.i64_eq]);
    }
    return equal(e, value, other, at);
  }

  private isInRange(value: PlainValue, { from, to, inclusive }: OrderedRange): BooleanValue {
    const { e } = this;
    if (value.kind === 'whole') {
      const upper = inclusive ? OP.i64_le_s : OP.i64_lt_s;
      return e.boolean([e.push(value), long(from), OP.i64_ge_s, e.push(value), long(to), upper, OP.i32_and]);
    }
    if (value.kind !== 'float') return booleanOf(false);
    const upper = inclusive ? OP.f64_le : OP.f64_lt;
    return e.boolean([
      e.push(value),
      float(Number(from)),
      OP.f64_ge,
      e.push(value),
      float(Number(to)),
      upper,
      OP.i32_and,
    ]);
  }

  protected callScript(definition: FunctionTree, values: readonly Value[], at: Place): Value {
    const key = `${definition.name}/${definition.parameters.length}`;
    if (this.#calls.includes(key))
      throw new NotCompiled('RECURSION', at, `'${definition.name}' calls itself`);
    if ((this.#calls.length + 1) * 2 > this.limits.callDepth || this.#calls.length >= 8) {
      throw new NotCompiled('LIMITS', at, 'functions are nested deep');
    }
    // The call, and the node that stands for the body.
    this.e.tick(3);
    this.#calls.push(key);
    const variables = definition.parameters.map((name, index) => ({
      name,
      value: values[index] ?? UNIT,
      isConstant: false,
    }));
    const outer = { leave: this.leave, variables: this.e.variables, loops: this.open.splice(0) };
    this.e.variables = variables;
    try {
      return this.e.leavable((leave) => {
        this.leave = leave;
        return this.block(definition.body);
      });
    } finally {
      this.e.variables = outer.variables;
      this.leave = outer.leave;
      this.open.push(...outer.loops);
      this.#calls.pop();
    }
  }
}

type OrderedRange = {
  readonly arm: Arm;
  readonly from: bigint;
  readonly to: bigint;
  readonly inclusive: boolean;
};

/** Ranges in the order of their arms. */
function rangesInOrder(arms: readonly Arm[]): OrderedRange[] {
  return arms.flatMap((arm) =>
    arm.ranges.map(({ from, to, inclusive }) => ({ arm, from: BigInt(from), to: BigInt(to), inclusive })),
  );
}
