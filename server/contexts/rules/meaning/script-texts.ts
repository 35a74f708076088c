import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import type { SyntaxNode } from '../../../../shared/rhai-syntax/tree.ts';
import { canonicalJson } from '../../../../shared/util/canonical-json.ts';

const MOST_NAMES = 100;
const OWN = new Set(['FunctionDefinition', 'Closure']);

export const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

/** All nodes below, those of functions left out. */
export function* below(node: SyntaxNode): Generator<SyntaxNode> {
  for (const child of childrenOf(node)) {
    if (OWN.has(child.name)) continue;
    yield child;
    yield* below(child);
  }
}

export const isWithin = (inner: SyntaxNode, outer: SyntaxNode | undefined): boolean =>
  outer !== undefined && inner.from >= outer.from && inner.to <= outer.to;

/** Texts of a script with what their variables stand for. */
export class Texts {
  readonly #source: string;
  readonly #parameters: Readonly<Record<string, unknown>>;
  readonly #allParameters: string;
  /** What is given to each variable, function texts by their names. */
  readonly #given = new Map<string, SyntaxNode[]>();

  constructor(source: string, nodes: readonly SyntaxNode[], parameters: Readonly<Record<string, unknown>>) {
    this.#source = source;
    this.#parameters = parameters;
    this.#allParameters = canonicalJson(parameters);
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
        if (isGivenTo(used)) continue;
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
    return text
      .replace(
        /\bparameters\.(\w+)/g,
        (_, name: string) => `parameter ${JSON.stringify(this.#parameters[name])}`,
      )
      .replace(/\bparameters\b/g, () => this.#allParameters)
      .replace(/\s+/g, ' ');
  }
}

/** A variable that is given a value, which is no use of it. */
const isGivenTo = ({ parent, from }: SyntaxNode): boolean =>
  parent?.name === 'AssignmentStatement' && parent.from === from;

/** The variable or function that a node gives a value. */
export function nameGivenBy(node: SyntaxNode): SyntaxNode | undefined {
  if (node.name === 'LetStatement' || node.name === 'ConstStatement')
    return childrenOf(node).find(({ name }) => name === 'VariableDefinition');
  if (node.name === 'FunctionDefinition') return childrenOf(node).find(({ name }) => name === 'FunctionName');
  if (node.name === 'AssignmentStatement' && node.firstChild?.name === 'VariableName') return node.firstChild;
  return undefined;
}
