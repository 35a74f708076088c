import type { RulesetInput } from '../../../../../shared/contract/rules.ts';
import type { Assignment, Expression, Let, Place, Statement } from '../../ports.ts';
import { Loops } from './loops.ts';
import { operate } from './operate.ts';
import { DEAD } from './state.ts';
import { isCount } from './units.ts';
import {
  ANYTHING,
  BOOL,
  FLOAT,
  MAP,
  NEVER,
  TEXT,
  UNIT,
  UNKNOWN,
  between,
  booleanOf,
  nothingOf,
  numberOf,
  of,
  textOf,
  type Value,
} from './values.ts';

/** Numbers of a plant; nobody measures more. */
const MOST = 1e9;
const NO_PLACE = [0, 0] as const;

/** What is known of an input before anything is asked. */
export function inputValue({ name, type, unit, take, values, optional }: RulesetInput): Value {
  const isCounted = take === 'count' || take === 'changes';
  const kind = isCounted ? 'number' : type;
  const key = `in:${name}`;
  const more: Partial<Value> = {
    name: key,
    sources: [name],
    ...(optional ? { nothing: { code: 'UNHANDLED_MISSING' as const, about: name } } : {}),
  };
  const none = optional ? UNIT : 0;
  if (kind === 'boolean') return booleanOf(3, { ...more, mask: BOOL | none });
  if (kind === 'text')
    return of(TEXT | none, {
      ...more,
      ...(values === undefined
        ? {}
        : { texts: new Map(values.map((text) => [text, NO_PLACE])), declared: values }),
    });
  return of(FLOAT | none, {
    ...more,
    linear: { terms: [[key, 1]], constant: 0 },
    range: between(isCounted || take === 'stddev' ? 0 : -MOST, MOST),
    unit: isCounted && unit === undefined ? '1' : unit,
    measured: !isCounted && !isCount(unit),
  });
}

/** Walks through a script and gathers what may be wrong (`Context`). */
export class Script extends Loops {
  /** The whole script, its inputs as they are declared. */
  run(main: readonly Statement[]): void {
    const { manifest } = this.context;
    const values = manifest.inputs.map((input) => [input.name, inputValue(input)] as const);
    const parameters = Object.entries(manifest.parameters).map(([name, value]): [string, Value] => [
      name,
      typeof value === 'number'
        ? numberOf(value)
        : typeof value === 'string'
          ? textOf(value, NO_PLACE)
          : booleanOf(value ? 1 : 2),
    ]);
    this.introduce(
      'parameters',
      of(MAP, { fields: new Map(parameters), closed: true, origin: 'parameters' }),
    );
    this.introduce('input', of(MAP, { fields: new Map(values), closed: true, origin: 'input' }));
    for (const [name, value] of values) {
      this.introduce(name, value);
      if (value.linear !== undefined)
        this.state = { ...this.state, ranges: new Map(this.state.ranges).set(`in:${name}`, value.range) };
    }
    this.body(main, true);
  }

  protected block(body: readonly Statement[], isEnd: boolean): Value {
    const length = this.scope.length;
    const value = this.body(body, isEnd);
    this.scope.length = length;
    return value;
  }

  private body(body: readonly Statement[], isEnd: boolean): Value {
    let value = nothingOf({ code: 'NOTHING_USED' });
    const conditions = this.conditions.length;
    const path = this.context.path.length;
    const kept = body.filter(({ kind }) => kind !== 'noop' && kind !== 'share');
    for (const [index, statement] of kept.entries()) {
      if (this.context.isLate()) break;
      value = this.statement(statement, isEnd && index === kept.length - 1);
    }
    if (kept.length === 0 && isEnd) this.end(undefined, value);
    this.conditions.length = conditions;
    this.context.path.length = path;
    return value;
  }

  /** The script ends here with a value. */
  protected end(at: Place | undefined, value: Value): void {
    if (this.context.quiet > 0 || this.state.dead) return;
    const { state } = this;
    this.context.endings.push({ at, value: this.context.read(value), state, path: [...this.context.path] });
  }

  private statement(statement: Statement, isEnd: boolean): Value {
    const none = nothingOf({ code: 'NOTHING_USED', at: statement.at });
    switch (statement.kind) {
      case 'value':
        return this.lastValue(statement.value, isEnd);
      case 'call': {
        const value = this.call(statement);
        if (isEnd) this.end(statement.at, value);
        return value;
      }
      case 'block':
        return this.block(statement.body, isEnd);
      case 'let':
        this.define(statement);
        break;
      case 'assign':
        this.assign(statement);
        break;
      case 'if':
        return this.if(statement, isEnd);
      case 'switch':
        return this.switch(statement, isEnd);
      case 'while':
        this.while(statement);
        break;
      case 'do':
        this.loop(() => void this.block(statement.body, false), statement.at);
        break;
      case 'for':
        this.for(statement);
        break;
      case 'try':
        return this.try(statement, isEnd);
      case 'return':
        this.return(statement.value, statement.at);
        return NEVER;
      case 'throw':
        if (statement.value !== undefined) this.value(statement.value);
        this.context.issue('THROWN', statement.at);
        this.state = DEAD;
        return NEVER;
      case 'break':
        this.break();
        return NEVER;
      case 'continue':
        this.state = DEAD;
        return NEVER;
      default:
        break;
    }
    if (isEnd) this.end(undefined, none);
    return none;
  }

  private lastValue(expression: Expression, isEnd: boolean): Value {
    if (isEnd && expression.kind === 'block') return this.block(expression.body, true);
    const value = this.value(expression);
    if (isEnd) this.end(expression.at, value);
    return value;
  }

  private return(expression: Expression | undefined, at: Place): void {
    const value = expression === undefined ? nothingOf({ code: 'NOTHING_USED', at }) : this.value(expression);
    if (this.base === 0) this.end(at, value);
    this.exits.push({ state: this.state, value, conditions: [...this.conditions] });
    this.state = DEAD;
  }

  private define({ name, value: expression, at }: Let): void {
    const value = this.kept(expression, at);
    const hidden = this.context.hiding.has(`${at[0]}:${at[1]}`) ? this.find(name) : undefined;
    if (hidden === undefined) this.introduce(name, value);
    else this.store(hidden, value);
    this.writes(`${name}#${this.find(name)}`, value, at);
  }

  private kept(expression: Expression, at: Place): Value {
    const value = this.value(expression);
    const known = this.context.read(value);
    this.noneUsed(known);
    // That is told; what follows from it is not.
    if (known.mask === UNIT && known.nothing?.code === 'NOTHING_USED') return UNKNOWN;
    if (
      known.mask === BOOL &&
      expression.kind !== 'boolean' &&
      known.literal !== true &&
      known.formula !== undefined
    ) {
      this.context.condition('let', at, value, expression);
      if (value.name !== undefined) this.holders.set(value.name, at);
    }
    return value;
  }

  private assign({ operator, target, value: expression, at }: Assignment): void {
    const value =
      operator === '' ? this.kept(expression, target.at[0] > 0 ? target.at : at) : this.value(expression);
    const now = (old: Value) =>
      operator === '' ? value : operate(this.context, operator.replace(/=$/, ''), old, value, at);
    if (target.kind === 'variable') {
      const id = this.find(target.name);
      if (id === undefined) {
        this.context.issue('UNKNOWN_NAME', target.at, { sure: true, about: target.name });
        return;
      }
      const made = now(this.state.variables.get(id) ?? ANYTHING);
      this.store(id, made);
      this.writes(`${target.name}#${id}`, made, target.at);
    } else if (target.kind === 'dot' || target.kind === 'index') {
      this.assignTo(target, now);
      const root = target.left;
      const { right } = target;
      const field = right.kind === 'property' ? right.name : right.kind === 'text' ? right.value : undefined;
      if (root.kind === 'variable' && field === 'verdict')
        this.writes(`${root.name}#${this.find(root.name)}`, value, at);
    } else this.value(target);
  }

  /** A declared verdict that is written into a variable. */
  private writes(slot: string, value: Value, at: Place): void {
    const { context } = this;
    if (context.quiet > 0 || this.state.dead) return;
    const verdict = (value.mask & MAP) !== 0 ? value.fields?.get('verdict') : value;
    if (verdict?.mask !== TEXT || verdict.texts?.size !== 1) return;
    const [word] = verdict.texts.keys();
    if (word !== undefined && Object.hasOwn(context.manifest.verdicts, word))
      context.writes.push({ slot, word, at, path: [...context.path], state: this.state });
  }
}
