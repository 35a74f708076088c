import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { Call, Chain, Expression, FunctionTree, Place, Statement } from '../ports.ts';
import { beside } from '../tests/doubles.ts';
import { hasBand, marksOf, type Cuts } from './axes.ts';
import {
  anyOf,
  boundOf,
  calculated,
  CELL,
  constant,
  freeNumber,
  isCell,
  NOTHING,
  NotExact,
  type Alternative,
  type Value,
} from './exact-values.ts';
import type { Space } from './space.ts';

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**']);
/** Functions that take any number and fail on none, and how large what they give may be. */
const OF_NUMBERS: Readonly<Record<string, (bound: number) => number>> = {
  round: (bound) => bound + 1,
  floor: (bound) => bound + 1,
  ceiling: (bound) => bound + 1,
  abs: (bound) => bound,
  to_float: (bound) => bound,
  sqrt: () => Infinity,
  exp: () => Infinity,
  ln: () => Infinity,
  sin: () => 1,
  cos: () => 1,
  min: (bound) => bound,
  max: (bound) => bound,
};
const KNOWN: Readonly<Record<string, number>> = { PI: Math.PI, E: Math.E };
/** What `to_int` still takes. */
const LARGEST_WHOLE = 2 ** 62;
/** Functions that leave what they are given as it is. */
const LEAVING = new Set([
  'len',
  'contains',
  'is_empty',
  'keys',
  'values',
  'type_of',
  'to_string',
  ...Object.keys(OF_NUMBERS),
  'to_int',
]);

/** Expressions looked at, those of called functions each time: functions that call one another may be without end. */
const MOST_WORK = 100_000;

/** Expressions of a script, as far as comparisons of inputs with constants go. */
export abstract class ExactCalls {
  /** Numbers at which something else begins, by input. */
  readonly cuts = new Map<string, Cuts>();
  /** Inputs that are named. */
  readonly read = new Set<string>();
  readonly #space: Space;
  readonly #manifest: RulesetManifest;
  readonly #functions: readonly FunctionTree[];
  #work = 0;

  constructor(manifest: RulesetManifest, space: Space, functions: readonly FunctionTree[]) {
    this.#manifest = manifest;
    this.#space = space;
    this.#functions = functions;
  }

  protected abstract variable(name: string): Value;
  protected abstract set(name: string, value: Value): void;
  protected abstract calledOwn(own: FunctionTree, given: readonly Value[], at: Place): Value;
  protected abstract block(body: readonly Statement[]): Value;
  protected abstract shared(items: readonly Expression[], kind: 'and' | 'or' | 'coalesce', at: Place): Value;
  protected abstract told(parts: readonly Value[], at: Place): Value;

  protected namesAtStart(): Map<string, Value> {
    const parameters = new Map(
      Object.entries(this.#manifest.parameters).map(([name, value]) => [name, constant(value)]),
    );
    const names = new Map<string, Value>([
      ['input', [{ kind: 'inputs' }]],
      ['parameters', [{ kind: 'map', entries: parameters }]],
    ]);
    for (const { name } of this.#manifest.inputs) names.set(name, this.#input(name));
    return names;
  }

  /** A choice is any of its constants, a number or a free text itself. */
  #input(name: string): Value {
    const dim = this.#space.dims.find((each) => each.name === name);
    if (dim === undefined) return CELL;
    const itself: Value = [{ kind: 'input', name, isText: dim.kind === 'choice' }];
    if (dim.kind === 'choice' && dim.other === undefined)
      return dim.values.flatMap((value) => constant(value));
    return dim.isNullable ? [...itself, ...NOTHING] : itself;
  }

  protected value(expression: Expression): Value {
    const { at } = expression;
    this.#work += 1;
    if (this.#work > MOST_WORK) throw new NotExact('SIZE', at);
    switch (expression.kind) {
      case 'unit':
        return NOTHING;
      case 'boolean':
      case 'text':
      case 'character':
      case 'float':
        return constant(expression.value);
      case 'whole':
        return typeof expression.value === 'number' ? constant(expression.value, true) : CELL;
      case 'interpolated':
        return this.told(
          expression.parts.map((part) => this.value(part)),
          at,
        );
      case 'array':
        return [
          {
            kind: 'list',
            items: anyOf(
              expression.items.map((item) => this.value(item)),
              at,
            ),
          },
        ];
      case 'map':
        return [
          {
            kind: 'map',
            entries: new Map(expression.entries.map(({ name, value }) => [name, this.value(value)])),
          },
        ];
      case 'and':
      case 'or':
      case 'coalesce':
        return this.shared(expression.items, expression.kind, at);
      case 'variable':
        this.read.add(expression.name);
        return this.variable(expression.name);
      case 'block':
        return this.block(expression.body);
      case 'dot':
      case 'index':
        return this.#chain(this.value(expression.left), expression, variableOf(expression.left));
      case 'call':
        return this.#call(expression);
      default:
        throw new NotExact('OTHER', at);
    }
  }

  /** What stands behind a point or in brackets, links to the right inside. */
  #chain(left: Value, { kind, right, at }: Chain, name?: string): Value {
    if (right.kind === 'dot' || right.kind === 'index') {
      const inner = this.#link(left, kind, right.left, at, name);
      return this.#chain(inner, right);
    }
    return this.#link(left, kind, right, at, name);
  }

  #link(left: Value, kind: Chain['kind'], right: Expression, at: Place, name?: string): Value {
    if (kind === 'dot' && right.kind === 'property') return this.#member(left, right.name, at);
    if (kind === 'dot' && (right.kind === 'method' || right.kind === 'call'))
      return this.#native(right.name, [left, ...right.arguments.map((each) => this.value(each))], at, name);
    if (kind === 'dot') throw new NotExact('OTHER', at);
    const index = this.value(right);
    if (!isCell(index)) throw new NotExact('OTHER', at);
    const names = index.map((one) =>
      one.kind === 'constant' && typeof one.value === 'string' ? one.value : undefined,
    );
    const parts = left.flatMap((one): Value[] => {
      if (one.kind === 'list') return [one.items];
      // Nothing has no parts: an error.
      if (one.kind === 'constant' && one.value === null) return [];
      if (one.kind === 'constant' || one.kind === 'cell') return [CELL];
      return names.map((entry) => this.#member([one], entry, at));
    });
    return anyOf(parts, at);
  }

  #member(left: Value, name: string | undefined, at: Place): Value {
    const parts = left.map((one): Value => {
      if (one.kind === 'constant' && one.value === null) return NOTHING;
      if (one.kind === 'constant' || one.kind === 'cell') return CELL;
      if (one.kind === 'map')
        return name === undefined
          ? anyOf([...one.entries.values(), NOTHING], at)
          : (one.entries.get(name) ?? NOTHING);
      if (one.kind === 'inputs' && name !== undefined) {
        this.read.add(name);
        return this.#manifest.inputs.some((input) => input.name === name) ? this.#input(name) : NOTHING;
      }
      throw new NotExact('OTHER', at);
    });
    return anyOf(parts, at);
  }

  #call({ name, arguments: given, at, captures, operator }: Call): Value {
    if (captures) throw new NotExact('OTHER', at);
    const own = this.#functions.find((each) => each.name === name && each.parameters.length === given.length);
    const values = given.map((each) => this.value(each));
    if (own !== undefined && !own.method) return this.calledOwn(own, values, at);
    const [first = CELL, second] = values;
    if (COMPARISONS.has(name) && second !== undefined) return this.compared(name, first, second, at);
    if (ARITHMETIC.has(name))
      return second === undefined ? this.#negated(first, at) : this.operated(name, first, second, at);
    const target = operator || given[0] === undefined ? undefined : variableOf(given[0]);
    return this.#native(name, values, at, target);
  }

  protected operated(operator: string, left: Value, right: Value, at: Place): Value {
    return anyOf(
      left.flatMap((a) => right.map((b) => calculated(operator, a, b, at))),
      at,
    );
  }

  #negated(value: Value, at: Place): Value {
    const parts = value.map((one) =>
      calculated('-', { kind: 'constant', value: 0, isWhole: 'isWhole' in one && one.isWhole }, one, at),
    );
    return anyOf(parts, at);
  }

  #native(name: string, given: readonly Value[], at: Place, target?: string): Value {
    const own = this.#functions.find((each) => each.name === name && each.parameters.length === given.length);
    if (own !== undefined) throw new NotExact('OTHER', at);
    const [first = CELL, second = CELL] = given;
    if (name === 'contains') return this.#contains(first, second, at);
    if (name === 'push' && target !== undefined) {
      const pushed = first.map((one): Alternative => {
        if (one.kind !== 'list') throw new NotExact('OTHER', at);
        return { kind: 'list', items: anyOf([one.items, second], at) };
      });
      this.set(target, pushed);
      return NOTHING;
    }
    if (given.length === 0 && name in KNOWN) return constant(KNOWN[name] as number);
    if (given.every(isCell)) {
      // It may change what it is called on.
      if (target !== undefined && !LEAVING.has(name)) this.set(target, CELL);
      return CELL;
    }
    if (name === 'len' || name === 'is_empty' || name === 'type_of') {
      if (first.every((one) => one.kind === 'list' || one.kind === 'map' || isCell([one]))) return CELL;
      throw new NotExact('TEXT', at);
    }
    if (name === 'to_string') return this.told([first], at);
    return this.#ofNumbers(name, given, at);
  }

  #ofNumbers(name: string, given: readonly Value[], at: Place): Value {
    // What is no number ends in an error.
    const numbers = given.flat().filter((one) => one.kind !== 'constant' || typeof one.value === 'number');
    const open = numbers.filter((one) => one.kind !== 'cell');
    const bounds = open.map(boundOf);
    if (bounds.includes(undefined)) throw new NotExact('OTHER', at);
    const bound = Math.max(0, ...(bounds as number[]));
    const isWhole = open.every((one) => 'isWhole' in one && one.isWhole);
    const same = open.length < numbers.length ? CELL : [];
    const ofNumber = OF_NUMBERS[name];
    if (ofNumber !== undefined) return [...same, freeNumber(ofNumber(bound), isWhole)];
    if (name === 'to_int' && bound < LARGEST_WHOLE) return [...same, freeNumber(bound, true)];
    throw new NotExact('OTHER', at);
  }

  #contains(list: Value, item: Value, at: Place): Value {
    for (const one of list) {
      if (one.kind === 'list') this.compared('==', item, one.items, at);
      else if (one.kind === 'map' || one.kind === 'inputs') {
        if (!isCell(item)) throw new NotExact('OTHER', at);
      } else if (!isCell([one]) || !isCell(item)) throw new NotExact('OTHER', at);
    }
    return CELL;
  }

  protected compared(operator: string, left: Value, right: Value, at: Place): Value {
    for (const a of left) for (const b of right) this.#border(operator, a, b, at);
    return CELL;
  }

  #border(operator: string, a: Alternative, b: Alternative, at: Place): void {
    if (isCell([a]) && isCell([b])) return;
    const [input, other] = a.kind === 'input' ? [a, b] : [b, a];
    // Things of other types are never the same, and not larger or smaller either.
    if (isCell([other]) && other.kind !== 'cell' && !isComparable(input, other)) return;
    if (input.kind !== 'input') throw new NotExact('ARITHMETIC', at);
    if (other.kind === 'input' && other.name === input.name) return;
    if (other.kind !== 'constant') throw new NotExact(other.kind === 'input' ? 'TOGETHER' : 'ARITHMETIC', at);
    if (input.isText) this.#word(operator, input.name, other.value, at);
    else {
      if (!hasBand(other.value as number)) throw new NotExact('ARITHMETIC', at);
      this.#cut(input.name, marksOf(other.value as number));
    }
  }

  #word(operator: string, name: string, word: unknown, at: Place): void {
    const dim = this.#space.dims.find((each) => each.name === name);
    const isKnown = dim?.values.some((value, place) => value === word && place !== dim.other) === true;
    if ((operator !== '==' && operator !== '!=') || !isKnown) throw new NotExact('TEXT', at);
  }

  #cut(name: string, marks: Cuts): void {
    this.cuts.set(name, new Map([...(this.cuts.get(name) ?? []), ...marks]));
  }

  /** Arms of a `switch` take a number without tolerance. */
  protected exactly(asked: Value, arm: Value, at: Place): void {
    for (const a of asked)
      for (const b of arm) {
        if (a.kind !== 'input' || b.kind !== 'constant') continue;
        if (a.isText && typeof b.value === 'string') this.#word('==', a.name, b.value, at);
        if (!a.isText && typeof b.value === 'number') this.#cut(a.name, exactly(b.value));
      }
    if (!isCell(arm)) throw new NotExact('OTHER', at);
  }

  protected within(asked: Value, [from, to]: readonly [number, number], at: Place): void {
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) throw new NotExact('OTHER', at);
    for (const a of asked)
      if (a.kind === 'input' && !a.isText) this.#cut(a.name, new Map([...exactly(from), ...exactly(to)]));
  }
}

/** A number and where those above it begin. */
const exactly = (value: number): Cuts =>
  new Map([
    [value, { value, isIn: true }],
    [beside(value, 1), { value, isIn: false }],
  ]);

const variableOf = (expression: Expression): string | undefined =>
  expression.kind === 'variable' ? expression.name : undefined;

/** Whether a comparison with it says anything. */
function isComparable(one: Alternative, other: Alternative): boolean {
  if (other.kind === 'list' || other.kind === 'map') return one.kind === 'list' || one.kind === 'map';
  if (other.kind !== 'constant') return true;
  if (one.kind === 'list' || one.kind === 'map') return false;
  const isText = (one.kind === 'input' || one.kind === 'free') && one.isText;
  return typeof other.value === (isText ? 'string' : 'number');
}
