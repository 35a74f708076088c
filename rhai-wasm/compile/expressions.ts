import type { Call, Chain, Expression, FunctionTree, Place, Statement } from '../face/tree.ts';
import { isChecked, isLiteral, stepsOf } from './literals.ts';
import { callNative } from './natives.ts';
import { NotCompiled } from './not-compiled.ts';
import { isNumber } from './operators.ts';
import { CHANGING, PartWriter, type Link } from './parts.ts';
import { isList } from './storage.ts';
import {
  booleanOf,
  bytesAsText,
  floatOf,
  isText,
  textOf,
  UNIT,
  wholeOf,
  type BooleanValue,
  type PlainValue,
  type Value,
} from './values.ts';

/** Expressions inside one another, those of called functions included. */
const MOST_DEPTH = 150;

/**
 * Writes expressions. The operations counted are those of the interpreter, step by step: one for each expression it
 * evaluates, and what its calls add (Rhai's `eval_expr`, `get_arg_value`, `exec_native_fn_call`, `get_indexed_mut`; our `node.rs`).
 */
export abstract class ExpressionWriter extends PartWriter {
  protected abstract readonly functions: readonly FunctionTree[];
  #depth = 0;

  /** Statements of a block in a scope of their own; the value of the last. */
  protected abstract block(statements: readonly Statement[]): Value;

  /** Calls a function of the script with its arguments. */
  protected abstract callScript(definition: FunctionTree, values: readonly Value[], at: Place): Value;

  /** An expression as the interpreter evaluates it. */
  expression(expression: Expression): Value {
    if (this.e.isDead) return UNIT;
    this.e.tick();
    return this.nested(expression);
  }

  /** One level deeper; what is nested very deep, functions included, may take more stack than the interpreter gives. */
  private nested(expression: Expression): Value {
    if (this.#depth >= MOST_DEPTH) throw new NotCompiled('LIMITS', expression.at, 'it is nested very deep');
    this.#depth += 1;
    try {
      return this.inner(expression);
    } finally {
      this.#depth -= 1;
    }
  }

  /** As a node of ours evaluates it (Rhai's `eval_expression_tree`): a block is no step of its own. */
  protected ofNode(expression: Expression): Value {
    if (expression.kind !== 'block') return this.expression(expression);
    return this.e.isDead ? UNIT : this.nested(expression);
  }

  /** The same, known to be finite. */
  protected sure(expression: Expression): Value {
    return this.e.sure(this.expression(expression), expression.at);
  }

  /** An argument of a call: a literal is one step, whatever it is made of. */
  protected argument(expression: Expression): Value {
    if (!isLiteral(expression)) return this.expression(expression);
    this.e.tick(1 - stepsOf(expression));
    return this.expression(expression);
  }

  protected inner(expression: Expression): Value {
    switch (expression.kind) {
      case 'unit':
        return UNIT;
      case 'boolean':
        return booleanOf(expression.value);
      case 'whole':
        return wholeOf(BigInt(expression.value));
      case 'float':
        return floatOf(expression.value);
      case 'text':
        return textOf(expression.value);
      case 'variable':
        return this.variable(expression.name, expression.at);
      case 'interpolated':
        return this.interpolated(expression.parts, expression.at);
      case 'array':
        return this.make(
          { kind: 'array', items: expression.items.map((item) => this.sure(item)) },
          expression.at,
        );
      case 'map':
        return this.make(
          {
            kind: 'map',
            entries: new Map(expression.entries.map(({ name, value }) => [name, this.sure(value)])),
          },
          expression.at,
        );
      case 'and':
        return this.shortcut(expression.items, false);
      case 'or':
        return this.shortcut(expression.items, true);
      case 'coalesce':
        return this.coalesce(expression.items);
      case 'block':
        return this.block(expression.body);
      case 'call':
        return this.call(expression);
      case 'dot':
      case 'index':
        return this.chain(expression);
      case 'closure':
        throw new NotCompiled('CLOSURE', expression.at, 'a closure');
      case 'character':
        throw new NotCompiled('TEXT_WORK', expression.at, 'a single character');
      default:
        throw new NotCompiled('OTHER', expression.at, `'${expression.kind}'`);
    }
  }

  protected variable(name: string, at: Place): Value {
    const found = this.e.variables.findLast((variable) => variable.name === name);
    return found === undefined ? this.e.leave(at, `'${name}' is not given`) : found.value;
  }

  private interpolated(parts: readonly Expression[], at: Place): Value {
    let bytes = 0;
    for (const part of parts) {
      const value = this.sure(part);
      let most = 0;
      this.e.each(value, (option) => {
        const length = bytesAsText(option);
        if (length === undefined)
          throw new NotCompiled('LIST_WORK', part.at, 'a list or map is written into a text');
        most = Math.max(most, length);
        // What is no text is turned into one by a function.
        if (!isText(option)) this.e.tick();
        return UNIT;
      });
      bytes += most;
    }
    return this.make({ kind: 'opaque', bytes }, at);
  }

  /** `&&` and `||`: the rest is looked at only while nothing is decided. */
  private shortcut(items: readonly Expression[], deciding: boolean): Value {
    const [first, ...rest] = items;
    if (first === undefined) return booleanOf(!deciding);
    const value = this.condition(this.expression(first), first.at);
    if (this.e.isDead || rest.length === 0) return value;
    const decided = (): Value => booleanOf(deciding);
    const open = (): Value => this.shortcut(rest, deciding);
    return deciding ? this.e.choose(value, decided, open) : this.e.choose(value, open, decided);
  }

  /** A boolean; anything else is left to the interpreter. */
  protected condition(value: Value, at: Place): BooleanValue {
    const result = this.e.each(value, (option) =>
      option.kind === 'boolean' ? option : this.e.leave(at, 'a condition is no boolean'),
    );
    return result.kind === 'boolean' ? result : booleanOf(false);
  }

  private coalesce(items: readonly Expression[]): Value {
    const [first, ...rest] = items;
    if (first === undefined) return UNIT;
    const value = this.sure(first);
    if (this.e.isDead || rest.length === 0) return value;
    return this.e.each(value, (option) => (option.kind === 'unit' ? this.coalesce(rest) : option));
  }

  /** A call as it stands in an expression or as a statement; the step of the expression is counted by the caller. */
  protected call(call: Call): Value {
    const [first, second] = call.arguments;
    if (call.operator && call.arguments.length === 1 && first !== undefined) {
      const value = this.argument(first);
      return this.e.each(value, (option) => this.unary(call.name, option, call.at));
    }
    if (call.operator && first !== undefined && second !== undefined) return this.binary(call, first, second);
    if (call.name === 'is_def_var') return this.isDefined(call);
    if (call.captures)
      throw new NotCompiled('CLOSURE', call.at, `'${call.name}!' sees its caller's variables`);
    const values = call.arguments.map((argument) => this.e.sure(this.argument(argument), argument.at));
    if (this.e.isDead) return UNIT;
    const definition = this.functions.find(
      ({ name, parameters, method }) => name === call.name && parameters.length === values.length && !method,
    );
    if (definition !== undefined) return this.callScript(definition, values, call.at);
    const [value] = values;
    if (call.name === 'type_of' && values.length === 1 && value !== undefined)
      return this.e.each(value, (option) => textOf(typeName(option, call.at)));
    this.e.tick();
    return this.native(call.name, values, call.at);
  }

  /** `is_def_var("name")` */
  private isDefined({ arguments: [name, ...more], at }: Call): Value {
    if (name?.kind !== 'text' || more.length > 0 || name.value === 'input')
      throw new NotCompiled('FUNCTION', at, 'is_def_var');
    this.e.tick();
    return booleanOf(this.e.variables.some((variable) => variable.name === name.value));
  }

  private native(
    name: string,
    values: readonly Value[],
    at: Place,
    known: readonly PlainValue[] = [],
  ): Value {
    const [next, ...rest] = values;
    if (next === undefined) {
      const [first, second] = known;
      if (name === 'contains' && known.length === 2 && first !== undefined && second !== undefined) {
        return this.contains(first, second, at);
      }
      const ofMap = first?.kind === 'map' ? this.callOfMap(name, first, known.slice(1), at) : undefined;
      return ofMap ?? callNative(this.e, name, known, at);
    }
    return this.e.each(next, (option) => this.native(name, rest, at, [...known, option]));
  }

  private binary(call: Call, first: Expression, second: Expression): Value {
    const { name, at } = call;
    if (name === 'contains') this.refuseOwn(name, 2, at);
    const isOurs = isChecked(call);
    const left = isOurs ? this.ofNode(first) : this.argument(first);
    const right = isOurs ? this.ofNode(second) : this.argument(second);
    if (this.e.isDead) return UNIT;
    return this.e.each(left, (x) => this.e.each(right, (y) => this.operate(name, x, y, at, isOurs)));
  }

  /**
   * `left.a[b].c()`: what is in brackets and parentheses first, then what the chain begins with, then link by link (Rhai's `eval_dot_index_chain`).
   */
  private chain(chain: Chain): Value {
    const links = this.links(chain);
    const last = links.at(-1);
    if (last?.kind === 'method' && CHANGING.has(last.name)) {
      this.refuseOwn(last.name, last.values.length, last.at);
      return this.changedList(chain, links.slice(0, -1), last.name, last.values);
    }
    return this.follow(this.sure(chain.left), links);
  }

  protected links(chain: Chain): Link[] {
    const found: Link[] = [];
    let parent = chain;
    while (isChain(parent.right) && !parent.ends) {
      this.e.tick();
      found.push(this.link(parent, parent.right.left, true));
      parent = parent.right;
    }
    const isAlone = found.length === 0;
    const { right } = parent;
    const isPlain =
      right.kind === 'property' ||
      (right.kind === 'method' && right.arguments.length === 0) ||
      (parent.kind === 'index' && isLiteral(right));
    if (!isAlone || !isPlain) this.e.tick();
    found.push(this.link(parent, right, !isAlone));
    return found;
  }

  /** A link with its arguments; `counts`: a literal in brackets is a step, as it is in the middle of a chain. */
  private link({ kind, optional }: Chain, right: Expression, counts: boolean): Link {
    const { at } = right;
    if (kind === 'index') {
      const value = isLiteral(right) && !counts ? this.inner(right) : this.sure(right);
      return { kind: 'key', value, optional, at };
    }
    if (right.kind === 'property') return { kind: 'property', name: right.name, optional, at };
    if (right.kind !== 'method') throw new NotCompiled('OTHER', at, `'${right.kind}' in a chain`);
    const values = right.arguments.map((argument) => this.e.sure(this.argument(argument), argument.at));
    return { kind: 'method', name: right.name, values, optional, at };
  }

  private follow(target: Value, links: readonly Link[]): Value {
    const [link, ...rest] = links;
    if (link === undefined || this.e.isDead) return target;
    return this.e.each(target, (option) => {
      // Nothing ends the whole chain.
      if (link.optional && option.kind === 'unit') return UNIT;
      this.e.tick();
      return this.follow(this.e.sure(this.step(option, link), link.at), rest);
    });
  }

  private step(target: PlainValue, link: Link): Value {
    if (link.kind === 'key') return this.e.each(link.value, (key) => this.member(target, key, link.at));
    if (link.kind === 'method') return this.method(target, link.name, link.values, link.at);
    // `text.len`, `x.round`: functions that are read like properties.
    if (GETTERS.has(link.name) && (isNumber(target) || isText(target) || isList(target)))
      return this.native(link.name, [], link.at, [target]);
    return this.member(target, textOf(link.name), link.at);
  }

  private method(target: PlainValue, name: string, values: readonly Value[], at: Place): Value {
    this.refuseOwn(name, values.length, at);
    return this.native(name, values, at, [target]);
  }

  /** A method, or the operator `in`, may be a function of the script's own. */
  private refuseOwn(name: string, parameters: number, at: Place): void {
    if (this.functions.some((own) => own.name === name && own.parameters.length === parameters))
      throw new NotCompiled('FUNCTION', at, `'${name}' of the script's own as a method`);
  }

  /** More variables than the interpreter lets a scope have are not looked at one by one. */
  protected room(count: number, at: Place): void {
    if (this.e.variables.length + count >= this.limits.variables) {
      throw new NotCompiled('LIMITS', at, 'it has very many variables');
    }
  }
}

/** Functions of texts, lists and numbers that are getters too. */
const GETTERS: ReadonlySet<string> = new Set([
  ...['len', 'is_empty', 'is_zero', 'is_even', 'is_odd', 'is_nan', 'is_finite', 'is_infinite'],
  ...['floor', 'ceiling', 'round', 'int', 'fraction'],
]);

const TYPE_NAMES: Readonly<Partial<Record<PlainValue['kind'], string>>> = {
  ...{ float: 'f64', whole: 'i64', boolean: 'bool', unit: '()' },
  ...{ text: 'string', joined: 'string', opaque: 'string' },
  ...{ array: 'array', list: 'array', map: 'map', inputs: 'map' },
};

/** What `type_of` answers. */
function typeName({ kind }: PlainValue, at: Place): string {
  const name = TYPE_NAMES[kind];
  if (name === undefined) throw new NotCompiled('FUNCTION', at, 'type_of');
  return name;
}

const isChain = (expression: Expression): expression is Chain =>
  expression.kind === 'dot' || expression.kind === 'index';
