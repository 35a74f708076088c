import type { Arm, If, Place, Statement, Switch } from '../../ports.ts';
import type { Turn } from './context.ts';
import { Chains } from './chains.ts';
import { assume } from './narrow.ts';
import { joinFacts, type State } from './state.ts';
import {
  BOOL,
  FLOAT,
  NUMBER,
  TEXT,
  UNIT,
  WHOLE,
  booleanOf,
  nothingOf,
  numberOf,
  type Value,
} from './values.ts';

/** Branches: `if` and `switch`. */
export abstract class Branches extends Chains {
  /** Where a variable that holds a condition got its value, by the condition's name. */
  protected readonly holders = new Map<string, Place>();

  /** The script ends here with a value. */
  protected abstract end(at: Place | undefined, value: Value): void;

  protected branch<T>(turn: Turn, condition: { value: Value; isTrue: boolean } | undefined, run: () => T): T {
    this.context.path.push(turn);
    if (condition !== undefined) this.conditions.push(condition);
    const length = this.conditions.length;
    const result = run();
    this.conditions.length = condition === undefined ? length : length - 1;
    this.context.path.pop();
    return result;
  }

  protected if({ condition: expression, then, otherwise, at }: If, isEnd: boolean): Value {
    const condition = this.truth(this.value(expression), expression.at);
    const given =
      expression.kind === 'variable' && condition.name !== undefined
        ? this.holders.get(condition.name)
        : undefined;
    if (expression.kind !== 'boolean') this.context.condition('if', at, condition, expression, given);
    const before = this.state;
    this.state = assume(before, condition, true);
    const yes = this.branch({ at, branch: 'yes', condition }, { value: condition, isTrue: true }, () =>
      this.block(then, isEnd),
    );
    const afterYes = this.state;
    this.state = assume(before, condition, false);
    const no = this.branch({ at, branch: 'no', condition }, { value: condition, isTrue: false }, () =>
      this.block(otherwise, isEnd),
    );
    const none = (body: readonly Statement[], value: Value) =>
      body.length === 0 ? nothingOf({ code: 'NOTHING_USED', at }) : value;
    return this.meet(condition, afterYes, none(then, yes), this.state, none(otherwise, no));
  }

  /** Two ways come together: variables and the value hang on the condition. */
  private meet(condition: Value, yes: State, ofYes: Value, no: State, ofNo: Value): Value {
    if (yes.dead || no.dead) {
      this.state = yes.dead ? no : yes;
      // What follows is on one way only, also for what ends later.
      if (yes.dead !== no.dead) this.conditions.push({ value: condition, isTrue: !yes.dead });
      return yes.dead ? ofNo : ofYes;
    }
    const variables = new Map<number, Value>();
    for (const [id, value] of yes.variables) {
      const other = no.variables.get(id);
      if (other !== undefined)
        variables.set(id, value === other ? value : this.either(condition, value, other));
    }
    this.state = joinFacts(yes, no, variables);
    return ofYes === ofNo ? ofYes : this.either(condition, ofYes, ofNo);
  }

  protected switch(statement: Switch, isEnd: boolean): Value {
    const value = this.withName(this.value(statement.value));
    const known = this.context.read(value);
    this.askedBySwitch(statement, known);
    // Values are looked up before ranges, wherever they stand.
    const arms = [
      ...statement.arms.filter(({ values, otherwise }) => values.length > 0 && !otherwise),
      ...statement.arms.filter(
        ({ values, ranges, otherwise }) => values.length === 0 && ranges.length > 0 && !otherwise,
      ),
    ];
    const otherwise = statement.arms.find((arm) => arm.otherwise);
    return this.arms(statement, value, arms, otherwise, isEnd);
  }

  /** A value facts can be kept about. */
  private withName(value: Value): Value {
    if (value.name !== undefined || value.linear !== undefined) return value;
    return { ...value, name: this.context.fresh() };
  }

  private askedBySwitch({ arms, at }: Switch, known: Value): void {
    const { context } = this;
    const literals = arms.flatMap(({ values }) => values);
    if ((known.mask & NUMBER) === FLOAT && literals.some(({ kind }) => kind === 'whole'))
      context.issue('SWITCH_ON_FLOAT', at, { sure: true, about: known.sources?.join(', ') });
    for (const arm of arms) {
      for (const literal of arm.values) {
        if (
          known.declared !== undefined &&
          literal.kind === 'text' &&
          !known.declared.includes(literal.value)
        )
          context.issue('UNKNOWN_VALUE', arm.at, { sure: true, about: literal.value });
        const isNumber = literal.kind === 'whole' || literal.kind === 'float';
        const types = known.mask & ~UNIT;
        if (
          (literal.kind === 'text' && types !== 0 && (types & ~NUMBER) === 0) ||
          (isNumber && types === TEXT)
        )
          context.issue('TEXT_AGAINST_NUMBER', arm.at, { sure: true });
        else if (literal.kind === 'text' && known.mask & TEXT && known.declared === undefined)
          context.words.add(literal.value);
        else if (literal.kind === 'boolean' && types !== 0 && (types & BOOL) === 0)
          context.issue('TYPE_MISMATCH', arm.at, { sure: true });
      }
      if (arm.ranges.length > 0 && known.mask === TEXT)
        context.issue('TEXT_AGAINST_NUMBER', arm.at, { sure: true });
      for (const { from, to } of arm.ranges)
        for (const border of [from, to]) {
          if (known.linear !== undefined && Math.abs(Number(border)) < 1e12)
            context.border({ terms: known.linear.terms, constant: known.linear.constant - Number(border) });
        }
    }
  }

  private arms(
    statement: Switch,
    value: Value,
    arms: readonly Arm[],
    otherwise: Arm | undefined,
    isEnd: boolean,
  ): Value {
    const { context } = this;
    const [arm, ...more] = arms;
    const turn = (branch: string): Turn => ({ at: statement.at, branch, condition: undefined });
    if (arm === undefined) {
      if (otherwise !== undefined)
        return this.branch(turn('_'), undefined, () => this.armResult(otherwise, isEnd));
      this.leftOut(statement, value);
      const none = nothingOf({ code: 'NOTHING_USED', at: statement.at });
      if (isEnd) this.end(undefined, none);
      return none;
    }
    const matches = this.matching(arm, value);
    const before = this.state;
    let condition = matches;
    if (arm.condition !== undefined) {
      this.state = assume(before, matches, true);
      const extra = this.truth(this.value(arm.condition), arm.condition.at);
      condition = booleanOf(3, {
        name: context.nameOf('and', [matches, extra]),
        formula: { kind: 'and', items: [matches, extra] },
      });
      this.state = before;
    }
    context.condition('arm', arm.at, condition, statement.value);
    this.state = assume(before, condition, true);
    const yes = this.branch(turn(`${arm.at[0]}:${arm.at[1]}`), { value: condition, isTrue: true }, () =>
      this.armResult(arm, isEnd),
    );
    const afterYes = this.state;
    this.state = assume(before, condition, false);
    this.conditions.push({ value: condition, isTrue: false });
    const no = this.arms(statement, value, more, otherwise, isEnd);
    this.conditions.pop();
    return this.meet(condition, afterYes, yes, this.state, no);
  }

  private armResult({ result }: Arm, isEnd: boolean): Value {
    if (result.kind === 'block') return this.block(result.body, isEnd);
    const value = this.value(result);
    if (isEnd) this.end(result.at, value);
    return value;
  }

  /** Declared values that nothing is said for. */
  private leftOut({ at }: Switch, value: Value): void {
    if (this.state.dead) return;
    const known = this.context.read(value);
    const left = known.declared?.find((text) => known.texts?.has(text));
    if (left !== undefined && (known.mask & TEXT) !== 0)
      this.context.issue('MISSING_VALUE', at, { sure: true, about: left });
  }

  /** Whether the value of a `switch` is one of an arm's. */
  private matching({ values, ranges }: Arm, value: Value): Value {
    const { context } = this;
    const compared = (operator: '==' | '>=' | '<' | '<=', right: Value): Value =>
      booleanOf(3, {
        name: context.nameOf(operator, [value, right]),
        formula: { kind: 'compare', operator, left: value, right },
      });
    const known = context.read(value);
    const items = values.map((literal) => {
      const right = this.value(literal);
      // A whole number never equals a float here.
      const never = right.mask === WHOLE && (known.mask & WHOLE) === 0;
      return never ? booleanOf(2) : compared('==', right);
    });
    for (const { from, to, inclusive } of ranges) {
      const both = [
        compared('>=', numberOf(Number(from))),
        compared(inclusive ? '<=' : '<', numberOf(Number(to))),
      ];
      const isNumber = booleanOf((known.mask & NUMBER) === 0 ? 2 : (known.mask & ~NUMBER) === 0 ? 1 : 3);
      items.push(
        booleanOf(3, {
          name: context.nameOf('and', both),
          formula: { kind: 'and', items: [isNumber, ...both] },
        }),
      );
    }
    const [only] = items;
    if (items.length === 1 && only !== undefined) return only;
    return booleanOf(3, { name: context.nameOf('or', items), formula: { kind: 'or', items } });
  }
}
