import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import type { SyntaxNode } from '../../../../shared/rhai-syntax/tree.ts';
import { canonicalJson } from '../../../../shared/util/canonical-json.ts';
import type { Version } from './exact.ts';

/** An `if` of a script, by the place of its word. */
export interface Condition {
  readonly from: number;
  /** Offset of the outermost `if` around it, or its own. */
  readonly outermost: number;
  /** What it asks, with all that goes into it: where that is the same in two versions, so is what it asks. */
  readonly asks: string;
  readonly does: string;
  /** Variables that go into it, and into those that are around it. */
  readonly names: ReadonlySet<string>;
  /** Numbers that go into it. */
  readonly numbers: readonly number[];
  /** Places of conditions that keep it from being looked at where they hold. */
  readonly blockers: readonly number[];
}

export interface Conditions {
  readonly all: readonly Condition[];
  /** The script as it would be if nothing ended it and every arm of a chain were asked: places of conditions are the same. */
  readonly probe: string;
}

const MOST_NAMES = 100;
const ENDS = new Set(['ReturnStatement', 'ThrowStatement']);
const OWN = new Set(['FunctionDefinition', 'Closure']);
const STATEMENTS = new Set(['Script', 'Block', 'ReturnStatement']);

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

/** All nodes below, those of functions left out. */
function* below(node: SyntaxNode): Generator<SyntaxNode> {
  for (const child of childrenOf(node)) {
    if (OWN.has(child.name)) continue;
    yield child;
    yield* below(child);
  }
}

const isWithin = (inner: SyntaxNode, outer: SyntaxNode | undefined): boolean =>
  outer !== undefined && inner.from >= outer.from && inner.to <= outer.to;

/** Arms of an `if`: its condition, what it does, and what follows `else`. */
function armsOf(node: SyntaxNode) {
  const [condition, body, otherwise] = childrenOf(node).filter(
    ({ name }) => name !== 'if' && name !== 'else',
  );
  return condition && body ? [{ node, condition, body, otherwise }] : [];
}

/** Reads the conditions of a script, those of its functions left out. */
export function conditionsOf({ source, manifest }: Version): Conditions {
  const nodes = [...below(parser.parse(source).topNode)];
  const texts = new Texts(source, nodes, manifest.parameters);
  const ifs = nodes.filter(({ name }) => name === 'IfExpression').flatMap(armsOf);
  const ends = nodes.filter(({ name }) => ENDS.has(name));
  const ending = ifs.map(({ body }) =>
    ends.some((end) => ifOf(end)?.from === body.parent?.from && isWithin(end, body)),
  );
  const asked = ifs.map(({ condition }) => texts.of(condition));
  const all = ifs.map(({ node, body }, own): Condition => {
    const { text } = asked[own] as (typeof asked)[number];
    const around = ifs.flatMap((other, place) =>
      place === own || isWithin(node, other.body) ? [place] : [],
    );
    const names = new Set(around.flatMap((place) => [...(asked[place]?.names ?? [])]));
    const inner = childrenOf(body).filter(({ name }) => name === 'IfExpression');
    const does = inner.reduceRight(
      (left, { from, to }) => left.replace(source.slice(from, to), ''),
      texts.of(body).text,
    );
    const blockers = ifs.flatMap((other, place) => {
      if (other.node.from >= node.from || isWithin(node, other.body)) return [];
      return ending[place] === true || isWithin(node, other.otherwise) ? [place] : [];
    });
    const outermost = Math.min(
      ...ifs.filter((other) => isWithin(node, other.node)).map((other) => other.node.from),
    );
    return { from: node.from, outermost, asks: text, does, names, numbers: numbersIn(text), blockers };
  });
  return { all, probe: probeOf(source, nodes) };
}

const NUMBER = /(?<![\w.])(-\s*)?(\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)/gi;

const numbersIn = (text: string): number[] =>
  [...text.matchAll(NUMBER)].flatMap(([, sign, digits]) => {
    const number = Number(digits?.replaceAll('_', ''));
    return sign === undefined ? [number] : [-number, number];
  });

/** The nearest `if` around a node. */
function ifOf(node: SyntaxNode): SyntaxNode | undefined {
  for (let outer = node.parent; outer !== null; outer = outer.parent)
    if (outer.name === 'IfExpression') return outer;
  return undefined;
}

function probeOf(source: string, nodes: readonly SyntaxNode[]): string {
  const letters = source.split('');
  const blank = ({ from, to }: Pick<SyntaxNode, 'from' | 'to'>) => {
    for (let at = from; at < to; at += 1) if (letters[at] !== '\n') letters[at] = ' ';
  };
  for (const node of nodes) {
    if (ENDS.has(node.name)) {
      const hasIf = [...below(node)].some(({ name }) => name === 'IfExpression');
      blank(hasIf ? (node.firstChild ?? node) : node);
    }
    const outermost = chainOf(node);
    if (node.name !== 'else' || !STATEMENTS.has(outermost?.parent?.name ?? '')) continue;
    if (node.nextSibling?.name === 'IfExpression') blank(node);
  }
  return letters.join('');
}

/** The first arm of the chain that a word belongs to. */
function chainOf({ parent }: SyntaxNode): SyntaxNode | null {
  let first = parent;
  while (first?.name === 'IfExpression' && first.parent?.name === 'IfExpression') first = first.parent;
  return first;
}

/** Texts of a script with what their variables stand for. */
class Texts {
  readonly #source: string;
  readonly #parameters: string;
  /** What is given to each variable, function texts by their names. */
  readonly #given = new Map<string, SyntaxNode[]>();

  constructor(source: string, nodes: readonly SyntaxNode[], parameters: Readonly<Record<string, unknown>>) {
    this.#source = source;
    this.#parameters = canonicalJson(parameters);
    const functions = childrenOf(parser.parse(source).topNode).filter(
      ({ name }) => name === 'FunctionDefinition',
    );
    for (const node of [...nodes, ...functions]) {
      const name = nameGivenBy(node);
      if (name !== undefined) this.#give(this.#text(name), node);
    }
  }

  #give(name: string, node: SyntaxNode): void {
    this.#given.set(name, [...(this.#given.get(name) ?? []), node]);
  }

  #text({ from, to }: SyntaxNode): string {
    return this.#source.slice(from, to);
  }

  of(node: SyntaxNode): { text: string; names: Set<string> } {
    const names = new Set<string>();
    const parts = [this.#text(node)];
    const open = [node];
    for (let next = open.pop(); next !== undefined && names.size < MOST_NAMES; next = open.pop()) {
      for (const used of [...below(next)].concat(next)) {
        if (used.name !== 'VariableName' && used.name !== 'CallName' && used.name !== 'MethodName') continue;
        const name = this.#text(used);
        if (names.has(name)) continue;
        names.add(name);
        const given = this.#given.get(name) ?? [];
        parts.push(...given.map((each) => this.#text(each)));
        open.push(...given);
      }
    }
    return { text: parts.map((part) => this.#withValues(part)).join('\n'), names };
  }

  /** Parameters by their values, and one space where there are several. */
  #withValues(text: string): string {
    const parameters = JSON.parse(this.#parameters) as Readonly<Record<string, unknown>>;
    return text
      .replace(/\bparameters\.(\w+)/g, (_, name: string) => `parameter ${JSON.stringify(parameters[name])}`)
      .replace(/\bparameters\b/g, () => this.#parameters)
      .replace(/\s+/g, ' ');
  }
}

function nameGivenBy(node: SyntaxNode): SyntaxNode | undefined {
  if (node.name === 'LetStatement' || node.name === 'ConstStatement')
    return childrenOf(node).find(({ name }) => name === 'VariableDefinition');
  if (node.name === 'FunctionDefinition') return childrenOf(node).find(({ name }) => name === 'FunctionName');
  if (node.name === 'AssignmentStatement' && node.firstChild?.name === 'VariableName') return node.firstChild;
  return undefined;
}
