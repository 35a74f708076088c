/** Makes scripts for comparing compiled rules with the interpreter. The same seed makes the same ones. */

import type { Chance } from './chance.ts';
import { bitsOf, partStatements } from './generated-parts.ts';
import { oddPart, oddReasons } from './generated-results.ts';
import { lengthOf, setCondition } from './generated-sets.ts';

const NUMBERS = [
  '0.0',
  '1.0',
  '-1.0',
  '0.5',
  '2.5',
  '75.0',
  '0.1',
  '0.30000000000000004',
  '1e-17',
  '1e300',
  '-1e-300',
  '3.0',
  '10.0',
  '100.0',
  '1e16',
];
const WHOLES = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '7',
  '10',
  '9223372036854775807',
  '4611686018427387904',
  '-9223372036854775808',
];
const TEXTS = ['"auto"', '"manual"', '"L2"', '"L10"', '""', '"수동"', '"auto manual"'];

/** Functions that take the place of Rhai's own. */
const OWN = [
  'fn contains(a, b) { false }',
  'fn push(v) { v }',
  'fn len() { 7 }',
  'fn len(a) { 7 }',
  'fn abs(v) { v }',
  'fn starts_with(a, b) { a == b }',
];

type Type = 'float' | 'whole' | 'boolean' | 'text' | 'any';

interface Local {
  readonly name: string;
  readonly type: Type;
}

/** Writes one script. */
class ScriptMaker {
  readonly #chance: Chance;
  #locals: Local[] = [];
  #functions: { name: string; parameters: Type[]; result: Type }[] = [];
  #names = 0;
  #isInFunction = false;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  write(): string {
    const functions = Array.from({ length: this.#chance.below(3) }, () => this.#function());
    const body = this.#statements(2 + this.#chance.below(5), 3);
    const own = this.#chance.is(0.03) ? [this.#chance.of(OWN)] : [];
    return [...functions, ...own, ...body, this.#result()].join('\n');
  }

  #name(): string {
    return `v${this.#names++}`;
  }

  #function(): string {
    const name = `f${this.#functions.length}`;
    const parameters = Array.from({ length: this.#chance.below(3) }, () =>
      this.#chance.of<Type>(['float', 'float', 'whole', 'boolean']),
    );
    const result = this.#chance.of<Type>(['float', 'float', 'whole', 'boolean']);
    const outer = this.#locals;
    this.#isInFunction = true;
    this.#locals = parameters.map((type) => ({ name: this.#name(), type }));
    const names = this.#locals.map((local) => local.name);
    const body = [
      ...this.#statements(this.#chance.below(3), 1),
      this.#chance.is(0.2) ? `return ${this.#of(result, 2)};` : this.#of(result, 2),
    ];
    this.#locals = outer;
    this.#isInFunction = false;
    this.#functions.push({ name, parameters, result });
    return `fn ${name}(${names.join(', ')}) { ${body.join(' ')} }`;
  }

  #block(count: number, depth: number): string {
    const outer = this.#locals;
    const body = this.#statements(count, depth).join(' ');
    this.#locals = outer;
    return `{ ${body} }`;
  }

  #statements(count: number, depth: number): string[] {
    return Array.from({ length: count }, () => this.#statement(depth));
  }

  #statement(depth: number): string {
    const kinds = [
      'let',
      'let',
      'assign',
      'assign',
      'if',
      'if',
      'if',
      'switch',
      'for',
      'while',
      'value',
      'leave',
      'block',
      'parts',
    ] as const;
    switch (this.#chance.of(depth > 0 ? kinds : kinds.slice(0, 4))) {
      case 'let':
        return this.#let();
      case 'assign':
        return this.#assign();
      case 'if':
        return this.#if(depth);
      case 'switch':
        return `${this.#switch(depth)}`;
      case 'for':
        return this.#for(depth);
      case 'while':
        return this.#while(depth);
      case 'value':
        return `${this.#of(this.#type(), depth)};`;
      case 'block':
        return this.#block(2, depth - 1);
      case 'leave':
        return this.#leave(depth);
      case 'parts':
        return this.#parts();
    }
  }

  #type(): Type {
    return this.#chance.of<Type>(['float', 'float', 'float', 'whole', 'boolean', 'text']);
  }

  #parts(): string {
    const name = this.#name();
    const made = partStatements(this.#chance, (type) => this.#of(type, 1), name);
    if (!made.startsWith(`let ${name} = #`)) return made;
    const taken = this.#name();
    this.#locals = [...this.#locals, { name: taken, type: 'float' }];
    return `${made} let ${taken} = ${name}.x;`;
  }

  #let(): string {
    const type = this.#type();
    const value = this.#chance.is(0.04) ? '()' : this.#of(type, 2);
    const name =
      this.#chance.is(0.1) && this.#locals.length > 0 ? this.#chance.of(this.#locals).name : this.#name();
    this.#locals = [...this.#locals, { name, type }];
    return `${this.#chance.is(0.03) ? 'const' : 'let'} ${name} = ${value};`;
  }

  #assign(): string {
    const local = this.#locals.length === 0 ? undefined : this.#chance.of(this.#locals);
    if (local === undefined) return this.#let();
    const isNumber = local.type === 'float' || local.type === 'whole';
    const operator = this.#chance.is(0.4) && isNumber ? this.#chance.of(['+=', '-=', '*=', '/=']) : '=';
    // Now and then another type.
    const type = this.#chance.is(0.03) ? this.#type() : local.type;
    return `${local.name} ${operator} ${this.#of(type, 2)};`;
  }

  #if(depth: number): string {
    const then = this.#block(1 + this.#chance.below(3), depth - 1);
    const otherwise = this.#chance.is(0.5)
      ? ` else ${this.#chance.is(0.3) ? this.#if(depth - 1) : this.#block(1 + this.#chance.below(2), depth - 1)}`
      : '';
    return `if ${this.#of('boolean', 3)} ${then}${otherwise}`;
  }

  #switch(depth: number): string {
    const type = this.#chance.of<Type>(['text', 'whole', 'float', 'boolean']);
    const literals = {
      text: TEXTS,
      whole: WHOLES.slice(0, 6),
      float: ['1.0', '75.0', '3'],
      boolean: ['true', 'false'],
      any: ['1'],
    }[type];
    const arms = [
      ...new Set(Array.from({ length: 1 + this.#chance.below(3) }, () => this.#chance.of(literals))),
    ];
    const condition = (): string => (this.#chance.is(0.25) ? ` if ${this.#of('boolean', 1)}` : '');
    const written = arms.map(
      (literal) => `${literal}${condition()} => ${this.#block(1 + this.#chance.below(2), depth - 1)}`,
    );
    if ((type === 'float' || type === 'whole') && this.#chance.is(0.6))
      written.push(`0..${this.#chance.of(['=', ''])}10 => ${this.#block(1, depth - 1)}`);
    if (this.#chance.is(0.7)) written.push(`_ => ${this.#block(1, depth - 1)}`);
    return `switch ${this.#of(type, 2)} { ${written.join(', ')} }`;
  }

  #for(depth: number): string {
    const name = this.#name();
    const outer = this.#locals;
    const isRange = this.#chance.is(0.6);
    const over = isRange
      ? `${this.#chance.below(3)}..${this.#chance.of(['=', ''])}${this.#chance.below(6)}`
      : `[${[0, 1, 2]
          .slice(0, this.#chance.below(4))
          .map(() => this.#of('float', 1))
          .join(', ')}]`;
    this.#locals = [...outer, { name, type: isRange ? 'whole' : 'float' }];
    const body = this.#block(1 + this.#chance.below(2), depth - 1).replace(
      /\}$/,
      this.#chance.is(0.3)
        ? ` if ${this.#of('boolean', 1)} { ${this.#chance.of(['break', 'continue'])}; } }`
        : '}',
    );
    this.#locals = outer;
    return `for ${name} in ${over} ${body}`;
  }

  #while(depth: number): string {
    const name = this.#name();
    const outer = this.#locals;
    this.#locals = [...outer, { name, type: 'whole' }];
    const body = this.#block(1 + this.#chance.below(2), depth - 1).replace(/^\{/, `{ ${name} += 1;`);
    this.#locals = outer;
    return this.#chance.is(0.3)
      ? `let ${name} = 0; do ${body} while ${name} < ${this.#chance.below(5)};`
      : `let ${name} = 0; while ${name} < ${this.#chance.below(5)} ${body}`;
  }

  #leave(depth: number): string {
    if (this.#isInFunction)
      return `if ${this.#of('boolean', depth)} { return ${this.#of(this.#type(), 1)}; }`;
    return `if ${this.#of('boolean', depth)} { ${this.#chance.is(0.15) ? 'throw "wrong"' : `return ${this.#result()}`}; }`;
  }

  #result(): string {
    const verdict = this.#chance.is(0.8)
      ? this.#chance.of(['"OK"', '"WATCH"', '"ALARM"'])
      : this.#of('text', 1);
    const entries = [
      `verdict: ${verdict}`,
      `confidence: ${this.#of(this.#chance.is(0.9) ? 'float' : this.#type(), 1)}`,
    ];
    if (this.#chance.is(0.7)) entries.push(`level: ${this.#of(this.#type(), 2)}`);
    if (this.#chance.is(0.4))
      entries.push(`reasons: [\`${this.#chance.of(['a', '가'])} \${${this.#of(this.#type(), 1)}} b\`]`);
    else if (this.#chance.is(0.3))
      entries.push(`reasons: ${oddReasons(this.#chance, (type) => this.#of(type, 1))}`);
    if (this.#chance.is(0.3)) entries.push(`more: ${oddPart(this.#chance, (type) => this.#of(type, 1))}`);
    return `#{ ${entries.join(', ')} }`;
  }

  #of(type: Type, depth: number): string {
    const leaf = depth <= 0 || this.#chance.is(0.25);
    const known = this.#locals.filter((local) => local.type === type);
    if (leaf && known.length > 0 && this.#chance.is(0.5)) return this.#chance.of(known).name;
    const call = this.#functions.filter(({ result }) => result === type);
    if (!leaf && call.length > 0 && this.#chance.is(0.15)) {
      const { name, parameters } = this.#chance.of(call);
      return `${name}(${parameters.map((parameter) => this.#of(parameter, depth - 1)).join(', ')})`;
    }
    switch (type) {
      case 'float':
        return this.#float(depth, leaf);
      case 'whole':
        return this.#whole(depth, leaf);
      case 'boolean':
        return this.#boolean(depth, leaf);
      default:
        return this.#text(depth, leaf);
    }
  }

  #float(depth: number, leaf: boolean): string {
    const inputs = [
      'x',
      'y',
      'parameters.high',
      'parameters.low',
      ...(this.#isInFunction ? [] : ['x', 'y', 'x', 'z', 'input.x', 'input.y']),
    ];
    if (leaf)
      return this.#chance.is(0.4) || this.#isInFunction ? this.#chance.of(NUMBERS) : this.#chance.of(inputs);
    const part = (): string => this.#of('float', depth - 1);
    const rest = this.#chance.of([
      () => `(${part()} + ${part()})`,
      () => `(${part()} - ${part()})`,
      () => `(${part()} * ${part()})`,
      () => `(${part()} / ${this.#chance.is(0.7) ? '(1.5 + abs(' + part() + '))' : part()})`,
      () => `(${part()} % ${this.#chance.is(0.7) ? '7.5' : part()})`,
      () => `(${part()} + ${this.#of('whole', depth - 1)})`,
      () => `(${this.#of('whole', depth - 1)} * ${part()})`,
      () => `-(${part()})`,
      () => `round(${part()})`,
      () => `abs(${part()})`,
      () =>
        `${this.#chance.of(['floor', 'ceiling', 'int', 'fraction', 'sqrt', 'sin', 'exp', 'ln', 'to_float'])}(${part()})`,
      () => `${this.#chance.of(['min', 'max', 'hypot', 'atan'])}(${part()}, ${part()})`,
      () => `to_float(${this.#of('whole', depth - 1)})`,
      () => `if ${this.#of('boolean', depth - 1)} { ${part()} } else { ${part()} }`,
      () =>
        `[${part()}, ${part()}][${this.#chance.of(['0', '1', '-1', '0', '1', this.#of('whole', depth - 1)])}]`,
      () => `#{ a: ${part()}, b: ${part()} }.${this.#chance.of(['a', 'b'])}`,
      () => (this.#isInFunction ? 'PI()' : `(z ?? ${part()})`),
      () => `(${part()}).${this.#chance.of(['abs()', 'round', 'floor()', 'fraction'])}`,
      () => `(${part()} ** ${this.#chance.of(['2', '2.0', '0.5'])})`,
    ]);
    return rest();
  }

  #whole(depth: number, leaf: boolean): string {
    if (leaf) return this.#chance.of(WHOLES);
    const part = (): string => this.#of('whole', depth - 1);
    const rest = this.#chance.of([
      () => `(${part()} + ${part()})`,
      () => `(${part()} - ${part()})`,
      () => `(${part()} * ${part()})`,
      () => `(${part()} / ${this.#chance.is(0.8) ? '3' : part()})`,
      () => `(${part()} % ${this.#chance.is(0.8) ? '4' : part()})`,
      () => `to_int(${this.#of('float', depth - 1)})`,
      () => `${this.#chance.of(['sign', 'abs'])}(${part()})`,
      () => `${this.#chance.of(['min', 'max'])}(${part()}, ${part()})`,
      () => lengthOf(this.#chance, (type) => this.#of(type, depth - 1)),
      () => bitsOf(this.#chance, (type) => this.#of(type, depth - 1)),
    ]);
    return rest();
  }

  #boolean(depth: number, leaf: boolean): string {
    if (leaf)
      return this.#isInFunction || this.#chance.is(0.5)
        ? this.#chance.of(['true', 'false'])
        : '(on ?? false)';
    const number = (): string => this.#of(this.#chance.is(0.85) ? 'float' : 'whole', depth - 1);
    const part = (): string => this.#of('boolean', depth - 1);
    const rest = this.#chance.of([
      () => `(${number()} ${this.#chance.of(['>', '>=', '<', '<='])} ${number()})`,
      () => `(${number()} ${this.#chance.of(['>', '>=', '<', '<='])} ${this.#chance.of(NUMBERS)})`,
      () => `(${this.#chance.of(NUMBERS)} ${this.#chance.of(['>', '>=', '<', '<='])} ${number()})`,
      () => `(${number()} ${this.#chance.of(['==', '!='])} ${number()})`,
      () => `(${part()} && ${part()})`,
      () => `(${part()} || ${part()})`,
      () => `!${part()}`,
      () =>
        `(${this.#of('text', depth - 1)} ${this.#chance.of(['==', '!='])} ${this.#of('text', depth - 1)})`,
      () =>
        this.#isInFunction
          ? 'true'
          : `(${this.#chance.of(['z', 'mode', 'on', 'z'])} ${this.#chance.of(['==', '!='])} ())`,
      () => `(${part()} ${this.#chance.of(['==', '&', '|', '^'])} ${part()})`,
      () =>
        this.#isInFunction
          ? 'false'
          : `("${this.#chance.of(['x', 'z', 'mode', 'spare', 'gone'])}" ${this.#chance.of(['in', '!in'])} input)`,
      () => `is_${this.#chance.of(['zero', 'even', 'odd'])}(${this.#of('whole', depth - 1)})`,
      () => `is_def_var("${this.#chance.of(['x', 'z', 'gone', 'v1', 'mode'])}")`,
      () => setCondition(this.#chance, (type) => this.#of(type, depth - 1)),
      () => setCondition(this.#chance, (type) => this.#of(type, depth - 1)),
    ]);
    return rest();
  }

  #text(depth: number, leaf: boolean): string {
    if (leaf)
      return this.#isInFunction || this.#chance.is(0.6)
        ? this.#chance.of(TEXTS)
        : this.#chance.of(['mode', 'parameters.name', 'parameters.name', 'input.mode']);
    const rest = this.#chance.of([
      () => `(mode ?? ${this.#of('text', 0)})`,
      () =>
        `if ${this.#of('boolean', depth - 1)} { ${this.#of('text', depth - 1)} } else { ${this.#of('text', depth - 1)} }`,
      () => `(${this.#of('text', 0)} + " " + ${this.#of('text', 0)})`,
      () => `#{ auto: "a", manual: "m", L2: "l" }[${this.#chance.is(0.7) ? '"L2"' : this.#of('text', 0)}]`,
      () => this.#chance.of(TEXTS),
    ]);
    return this.#isInFunction ? this.#chance.of(TEXTS) : rest();
  }
}

/** A script of numbers, texts and booleans, most of it of the kind that is compiled. */
export function generatedScript(chance: Chance): string {
  return new ScriptMaker(chance).write();
}
