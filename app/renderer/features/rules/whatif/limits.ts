import type { SyntaxNode } from '../../../../../shared/rhai-syntax/tree.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { WhatIfRules } from '../../../../../shared/contract/whatif.ts';
import { parser } from '../../../../../shared/rhai-syntax/parser.ts';

/** A number that decides: a parameter of the manifest, one written in a comparison or an arm of the script, or in a cell of its table. */
export interface Limit {
  /** Stays the same while it is moved. */
  readonly id: string;
  readonly value: number;
  /** Of a parameter, else undefined. */
  readonly parameter?: string;
  /** Of a number in the script: where it stands (UTF-16 units), its line from 1 and what stands around it. */
  readonly place?: { readonly from: number; readonly to: number; readonly line: number };
  readonly around?: string;
  /** Of a number in a decision table: its cell, and where it stands in the cell's text. */
  readonly cell?: {
    readonly row: number;
    readonly column: number;
    readonly from: number;
    readonly to: number;
  };
  /** Only whole numbers may stand there. */
  readonly isWhole: boolean;
  /** The number input that it is compared with, where that is plain. */
  readonly input?: string;
}

/** Limits with the values they are given, by their id. */
export type LimitValues = ReadonlyMap<string, number>;

const MOST_AROUND = 48;

/** Limits of a ruleset: its number parameters in their order, then the numbers of the script in theirs. */
export function limitsOf({ manifest, source }: WhatIfRules): Limit[] {
  const { numbers, inputOfParameter } = new LimitReader(manifest, source).read();
  const parameters = Object.entries(manifest.parameters).flatMap(([name, value]): Limit[] => {
    if (typeof value !== 'number') return [];
    const input = inputOfParameter.get(name);
    const own = { id: `parameter ${name}`, value, parameter: name, isWhole: false };
    return [input === undefined ? own : { ...own, input }];
  });
  return [...parameters, ...numbers];
}

/** Several numbers of one comparison or cell are told apart by their value. */
export function toldApart(limits: readonly Limit[]): Limit[] {
  const counts = new Map<string, number>();
  for (const { around = '' } of limits) counts.set(around, (counts.get(around) ?? 0) + 1);
  return limits.map((limit) =>
    limit.around === undefined || counts.get(limit.around) === 1
      ? limit
      : { ...limit, around: `${plainNumber(limit.value)} · ${limit.around}` },
  );
}

/** The rules with some of their limits at other values. */
export function withLimits(
  { manifest, source }: WhatIfRules,
  limits: readonly Limit[],
  values: LimitValues,
): WhatIfRules {
  const moved = limits.filter(({ id, value }) => (values.get(id) ?? value) !== value);
  if (moved.length === 0) return { manifest, source };
  const parameters = { ...manifest.parameters };
  let text = source;
  // From the end on, so that places before it stay what they are.
  for (const { id, parameter, place } of moved.toSorted(
    (a, b) => (b.place?.from ?? -1) - (a.place?.from ?? -1),
  )) {
    const value = values.get(id) as number;
    if (parameter !== undefined) parameters[parameter] = value;
    else if (place !== undefined) {
      const before = source.slice(place.from, place.to);
      text = `${text.slice(0, place.from)}${numberText(value, before)}${text.slice(place.to)}`;
    }
  }
  return { manifest: { ...manifest, parameters }, source: text };
}

/** A number as it is written in a script in the place of another. */
export function numberText(value: number, before: string): string {
  const plain = plainNumber(value);
  const isFloat = /[.e]/i.test(before) || !Number.isInteger(value);
  const text = isFloat && !plain.includes('.') ? `${plain}.0` : plain;
  // After an operator a sign needs no brackets of its own, but after a minus it would.
  return value < 0 && !before.startsWith('-') ? `(${text})` : text;
}

/** A number without an exponent, as precise as a slider is. */
export const plainNumber = (value: number): string => {
  const text = String(Number(value.toPrecision(12)));
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
};

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** What a name stands for where it is given a plain value once. */
type Alias = { readonly input: string } | { readonly parameter: string } | { readonly number: SyntaxNode };

class LimitReader {
  readonly #source: string;
  readonly #inputs: ReadonlySet<string>;
  readonly #aliases = new Map<string, Alias>();
  readonly #numbers = new Map<number, Limit>();
  readonly #inputOfParameter = new Map<string, string>();

  constructor({ inputs }: RulesetManifest, source: string) {
    this.#source = source;
    this.#inputs = new Set(
      inputs.filter(({ type, take }) => type === 'number' || take !== 'last').map(({ name }) => name),
    );
  }

  read(): { numbers: Limit[]; inputOfParameter: ReadonlyMap<string, string> } {
    const { topNode } = parser.parse(this.#source);
    this.#readAliases(topNode);
    this.#visit(topNode);
    const numbers = [...this.#numbers.values()].toSorted(
      (a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0),
    );
    return { numbers, inputOfParameter: this.#inputOfParameter };
  }

  #text({ from, to }: { from: number; to: number }): string {
    return this.#source.slice(from, to);
  }

  /** `let limit = parameters.high;`, `const HOT = 80.0;`, `let t = temperature;`, if nothing else is ever put there. */
  #readAliases(top: SyntaxNode): void {
    const given = new Map<string, (Alias | null)[]>();
    const note = (name: string, alias: Alias | null) => given.set(name, [...(given.get(name) ?? []), alias]);
    const visit = (node: SyntaxNode): void => {
      if (node.name === 'LetStatement' || node.name === 'ConstStatement') {
        const name = node.getChild('VariableDefinition');
        const { lastChild } = node;
        if (name !== null) note(this.#text(name), lastChild === null ? null : this.#aliasOf(lastChild));
      } else if (node.name === 'ParamDefinition') note(this.#text(node), null);
      else if (node.name === 'AssignmentStatement' && node.firstChild !== null)
        note(this.#text(node.firstChild), null);
      for (const child of childrenOf(node)) visit(child);
    };
    visit(top);
    for (const [name, [alias, ...others]] of given)
      if (alias != null && others.length === 0) this.#aliases.set(name, alias);
  }

  #aliasOf(node: SyntaxNode): Alias | null {
    const text = this.#text(node);
    if (isNumber(node, text)) return { number: node };
    if (node.name === 'VariableName' && this.#inputs.has(text)) return { input: text };
    const parameter = /^parameters\s*\.\s*(\w+)$/.exec(text)?.[1];
    return parameter === undefined ? null : { parameter };
  }

  /** What a side of a comparison is. */
  #sideOf(node: SyntaxNode): Alias | null {
    if (node.name === 'ParenthesizedExpression') {
      const [, inner] = childrenOf(node);
      return inner === undefined ? null : this.#sideOf(inner);
    }
    if (node.name === 'VariableName') {
      const text = this.#text(node);
      return this.#aliases.get(text) ?? (this.#inputs.has(text) ? { input: text } : null);
    }
    return this.#aliasOf(node);
  }

  #visit(node: SyntaxNode): void {
    if (node.name === 'Template') return;
    if (node.name === 'BinaryExpression' && node.getChild('CompareOp') !== null) this.#comparison(node);
    if (node.name === 'SwitchExpression') this.#switch(node);
    for (const child of childrenOf(node)) this.#visit(child);
  }

  #comparison(node: SyntaxNode): void {
    const [left, , right] = childrenOf(node);
    if (left === undefined || right === undefined) return;
    const sides = [this.#sideOf(left), this.#sideOf(right)];
    for (const [index, expression] of [left, right].entries()) {
      const [side, other] = [sides[index], sides[1 - index]];
      const input = other != null && 'input' in other ? other.input : undefined;
      if (side == null) this.#numbersIn(expression, node);
      else if ('number' in side) this.#number(side.number, { around: node, input, isDirect: true });
      else if ('parameter' in side && input !== undefined && !this.#inputOfParameter.has(side.parameter))
        this.#inputOfParameter.set(side.parameter, input);
    }
  }

  /** Numbers within what is compared: `limit * 1.1`. Those of a comparison in it are its own. */
  #numbersIn(node: SyntaxNode, around: SyntaxNode): void {
    if (node.name === 'Template') return;
    if (node.name === 'BinaryExpression' && node.getChild('CompareOp') !== null) return;
    if (isNumber(node, this.#text(node))) this.#number(node, { around, input: undefined, isDirect: false });
    else for (const child of childrenOf(node)) this.#numbersIn(child, around);
  }

  #switch(node: SyntaxNode): void {
    const [, value] = childrenOf(node);
    const side = value === undefined ? null : this.#sideOf(value);
    const input = side !== null && 'input' in side ? side.input : undefined;
    for (const arm of node.getChild('SwitchBody')?.getChildren('SwitchCase') ?? [])
      for (const pattern of childrenOf(arm)) {
        if (pattern.name === 'Arrow') break;
        const numbers = pattern.name === 'RangeExpression' ? childrenOf(pattern) : [pattern];
        for (const number of numbers)
          if (isNumber(number, this.#text(number)))
            this.#number(number, { around: pattern, input, isDirect: false });
      }
  }

  #number(
    node: SyntaxNode,
    {
      around,
      input,
      isDirect,
    }: { readonly around: SyntaxNode; readonly input: string | undefined; readonly isDirect: boolean },
  ): void {
    const text = this.#text(node);
    const value = Number(text.replaceAll('_', '').replace(/^-\s+/, '-'));
    if (!Number.isFinite(value)) return;
    const said = this.#text(around).replace(/\s+/g, ' ');
    this.#numbers.set(node.from, {
      id: `number ${node.from}`,
      value,
      place: { from: node.from, to: node.to, line: this.#source.slice(0, node.from).split('\n').length },
      around: said.length > MOST_AROUND ? `${said.slice(0, MOST_AROUND)}…` : said,
      // A whole number against a float is compared as one; within arithmetic and in arms it means something else.
      isWhole: !isDirect && /^-?\s*[\d_]+$/.test(text),
      ...(input === undefined ? {} : { input }),
    });
  }
}

const isNumber = (node: SyntaxNode, text: string): boolean =>
  node.name === 'Number' || (node.name === 'UnaryExpression' && /^-\s*[\d_.]+$/.test(text));
