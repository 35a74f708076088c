import type { Call, Chain, Expression, Place, Statement } from '../../ports.ts';
import type { Context } from './context.ts';
import { assume, choose, restrict } from './narrow.ts';
import { missing } from './operate.ts';
import { DEAD, withVariable, type State } from './state.ts';
import {
  ANYTHING,
  ARRAY,
  BOOL,
  FLOAT,
  FUNCTION,
  MAP,
  NEVER,
  NUMBER,
  TEXT,
  UNIT,
  UNKNOWN,
  WHOLE,
  between,
  booleanOf,
  join,
  nothingOf,
  numberOf,
  of,
  textOf,
  type Value,
} from './values.ts';

export interface Exit {
  readonly state: State;
  readonly value: Value;
  readonly conditions: readonly { value: Value; isTrue: boolean }[];
}

export interface Scoped {
  readonly name: string;
  readonly id: number;
}

/** Evaluates expressions to what is known of their values. */
export abstract class Expressions {
  protected readonly context: Context;
  protected scope: Scoped[] = [];
  /** Where the names of the running function begin. */
  protected base = 0;
  protected exits: Exit[] = [];
  protected conditions: { value: Value; isTrue: boolean }[] = [];
  #ids = 0;

  constructor(context: Context) {
    this.context = context;
  }

  protected abstract block(body: readonly Statement[], isEnd: boolean): Value;
  protected abstract call(call: Call): Value;
  protected abstract chain(chain: Chain): Value;

  protected get state(): State {
    return this.context.state;
  }

  protected set state(state: State) {
    this.context.state = state;
  }

  protected introduce(name: string, value: Value): number {
    this.#ids += 1;
    this.scope.push({ name, id: this.#ids });
    this.state = withVariable(this.state, this.#ids, value);
    return this.#ids;
  }

  protected find(name: string): number | undefined {
    for (let at = this.scope.length - 1; at >= this.base; at--) {
      const found = this.scope[at];
      if (found?.name === name) return found.id;
    }
    return undefined;
  }

  protected store(id: number, value: Value): void {
    this.state = withVariable(this.state, id, value);
  }

  value(expression: Expression): Value {
    switch (expression.kind) {
      case 'unit':
        return nothingOf({ code: 'UNHANDLED_MISSING' });
      case 'boolean':
        return booleanOf(expression.value ? 1 : 2, { literal: true });
      case 'whole':
        return numberOf(Number(expression.value), WHOLE, expression.at);
      case 'float':
        return numberOf(expression.value, FLOAT, expression.at);
      case 'text':
      case 'character':
        return textOf(expression.value, expression.at, expression.kind === 'text' ? {} : { mask: 32 });
      case 'interpolated':
        for (const part of expression.parts) this.value(part);
        return of(TEXT);
      case 'array':
        return this.array(expression.items);
      case 'map':
        return this.map(expression);
      case 'and':
      case 'or':
        return this.logical(expression.kind, expression.items, expression.at);
      case 'coalesce':
        return this.coalesce(expression.items);
      case 'variable':
        return this.variable(expression.name, expression.at);
      case 'block':
        return this.block(expression.body, false);
      case 'call':
      case 'method':
        return this.call(expression);
      case 'dot':
      case 'index':
        return this.chain(expression);
      case 'closure':
        return of(FUNCTION, { closure: expression.name });
      default:
        return ANYTHING;
    }
  }

  private array(items: readonly Expression[]): Value {
    const elements = items.map((item) => this.value(item));
    const all = elements.reduce(join, NEVER);
    const name = this.context.fresh();
    return of(ARRAY, { name, items: all, elements, length: between(items.length, items.length) });
  }

  private map({ entries, at }: Extract<Expression, { kind: 'map' }>): Value {
    const fields = new Map<string, Value>();
    for (const entry of entries) {
      const value = this.context.read(this.value(entry.value));
      this.noneUsed(value);
      if (entry.name === 'confidence') this.confidence(entry.at, value);
      fields.set(entry.name, value);
    }
    void at;
    return of(MAP, { name: this.context.fresh(), fields, closed: true });
  }

  protected confidence(at: Place, value: Value): void {
    const { context } = this;
    if (value.quotient !== undefined) context.issue('WHOLE_DIVISION', value.quotient, { sure: true });
    if (context.quiet === 0 && !this.state.dead) context.confidences.push({ at, value, state: this.state });
  }

  /** Told where a value that never is one is kept or given away. */
  protected noneUsed({ mask, nothing }: Value): void {
    if (mask !== UNIT || nothing?.code !== 'NOTHING_USED' || nothing.at === undefined) return;
    this.context.issue('NOTHING_USED', nothing.at, { sure: true });
  }

  private variable(name: string, at: Place): Value {
    const id = this.find(name);
    if (id !== undefined) return this.state.variables.get(id) ?? UNKNOWN;
    this.context.issue('UNKNOWN_NAME', at, { sure: true, about: name });
    return UNKNOWN;
  }

  /** A truth that is asked for. */
  protected truth(value: Value, at: Place): Value {
    const known = this.context.read(value);
    if (missing(this.context, [known], at)) return booleanOf(3);
    if ((known.mask & (BOOL | UNIT)) === 0 && known.mask !== 0)
      this.context.issue('TYPE_MISMATCH', at, { sure: true });
    if ((known.mask & BOOL) === 0) return booleanOf(3);
    if (known.mask !== BOOL) this.state = restrict(this.state, value, BOOL);
    return value;
  }

  private logical(kind: 'and' | 'or', items: readonly Expression[], at: Place): Value {
    const before = this.state;
    const values: Value[] = [];
    let result = before;
    for (const item of items) {
      const value = this.truth(this.value(item), item.at);
      values.push(value);
      if (!this.state.dead) result = this.state;
      // Behind what cannot be, the rest is read as it stands: whether it could hold at all is asked of the whole.
      const next = assume(this.state, value, kind === 'and');
      this.state = next.dead ? { ...DEAD, variables: this.state.variables } : next;
    }
    // Variables that changed meanwhile (in blocks) may have changed; facts hold only on the way through.
    this.state = result.dead ? before : { ...before, variables: result.variables };
    void at;
    return booleanOf(3, { name: this.context.nameOf(kind, values), formula: { kind, items: values } });
  }

  private coalesce(items: readonly Expression[]): Value {
    let result = NEVER;
    const values: Value[] = [];
    const before = this.state;
    for (const [index, item] of items.entries()) {
      const value = this.value(item);
      values.push(value);
      const known = this.context.read(value);
      const isLast = index === items.length - 1;
      result = join(result, isLast ? known : { ...known, mask: known.mask & ~UNIT });
      this.state = restrict(this.state, value, UNIT);
      if (this.state.dead) break;
    }
    this.state = before;
    const name = this.context.nameOf('??', values);
    return {
      ...result,
      name,
      ...((result.mask & NUMBER) === 0 ? {} : { linear: { terms: [[name, 1]], constant: 0 } }),
    };
  }

  protected either(condition: Value, yes: Value, no: Value): Value {
    const chosen = choose(condition, yes, no);
    if (chosen === yes || chosen === no) return chosen;
    const name = this.context.nameOf('?', [condition, yes, no]);
    if ((chosen.mask & NUMBER) !== 0) this.context.know(name, chosen.range);
    return { ...chosen, name, linear: { terms: [[name, 1]], constant: 0 } };
  }

  protected quietly<T>(run: () => T): T {
    this.context.quiet += 1;
    try {
      return run();
    } finally {
      this.context.quiet -= 1;
    }
  }
}
