import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import type { SyntaxNode } from '../../../../shared/rhai-syntax/tree.ts';
import type { Version } from './exact.ts';
import { below, childrenOf, isWithin, Texts } from './script-texts.ts';

/** An `if` or a `switch` of a script, by the place of its word. */
export interface Condition {
  readonly from: number;
  /** What it asks, with all that goes into it: where that is the same in two versions, so is what it asks. */
  readonly asks: string;
  readonly does: string;
  /** Variables that go into it, and into those that are around it. */
  readonly names: ReadonlySet<string>;
  /** Numbers that go into it. */
  readonly numbers: readonly number[];
  /** Whether the script ends, or a variable is given another value, where it holds. */
  readonly ends: boolean;
  readonly assigns: boolean;
  /** Places of conditions that keep it from being looked at where they hold. */
  readonly blockers: readonly number[];
  /** Places of conditions without which it is not looked at. */
  readonly within: readonly number[];
}

export interface Conditions {
  readonly all: readonly Condition[];
  /** The script as it would be if nothing ended it and every arm of a chain were asked: places of conditions are the same. */
  readonly probe: string;
}

const ENDS = new Set(['ReturnStatement', 'ThrowStatement']);
const BRANCHES = new Set(['IfExpression', 'SwitchExpression']);
const WORDS = new Set(['if', 'else', 'switch']);
const STATEMENTS = new Set(['Script', 'Block', 'ReturnStatement']);

/** What is asked, what it does, and what follows `else`. Of a `switch` what it asks holds where an arm but the last is taken. */
function partsOf(node: SyntaxNode) {
  if (!BRANCHES.has(node.name)) return [];
  const [condition, body, otherwise] = childrenOf(node).filter(({ name }) => !WORDS.has(name));
  if (!condition || !body) return [];
  const cases = childrenOf(body).filter(({ name }) => name === 'SwitchCase');
  const patterns = cases.flatMap((each) => {
    const heads = childrenOf(each);
    return heads.slice(
      0,
      heads.findIndex(({ name }) => name === 'Arrow'),
    );
  });
  return [{ node, condition, patterns, body, otherwise }];
}

/** Reads the conditions of a script, those of its functions left out. */
export function conditionsOf({ source, manifest }: Version): Conditions {
  const nodes = [...below(parser.parse(source).topNode)];
  const texts = new Texts(source, nodes, manifest.parameters);
  const ifs = nodes.flatMap(partsOf);
  const ends = nodes.filter(({ name }) => ENDS.has(name));
  const assignments = nodes.filter(({ name }) => name === 'AssignmentStatement');
  const holdsOne = (some: readonly SyntaxNode[]) =>
    ifs.map(({ body }) =>
      some.some((each) => branchOf(each)?.from === body.parent?.from && isWithin(each, body)),
    );
  const ending = holdsOne(ends);
  const assigning = holdsOne(assignments);
  const asked = ifs.map(({ condition, patterns }) => {
    const all = [condition, ...patterns].map((each) => texts.of(each));
    return {
      text: all.map(({ text }) => text).join('\n'),
      names: new Set(all.flatMap(({ names }) => [...names])),
    };
  });
  const all = ifs.map(({ node, body }, own): Condition => {
    const { text } = asked[own] as (typeof asked)[number];
    const around = ifs.flatMap((other, place) =>
      place === own || isWithin(node, other.body) ? [place] : [],
    );
    const names = new Set(around.flatMap((place) => [...(asked[place]?.names ?? [])]));
    const inner = childrenOf(body).filter(({ name }) => BRANCHES.has(name));
    const does = inner.reduceRight(
      (left, { from, to }) => left.replace(source.slice(from, to), ''),
      texts.of(body).text,
    );
    const blockers = ifs.flatMap((other, place) => {
      if (other.node.from >= node.from || isWithin(node, other.body)) return [];
      return ending[place] === true || isWithin(node, other.otherwise) ? [place] : [];
    });
    return {
      within: around.filter((place) => place !== own),
      ...{ from: node.from, asks: text, does, names, numbers: numbersIn(text), blockers },
      ...{ ends: ending[own] === true, assigns: assigning[own] === true },
    };
  });
  return { all, probe: probeOf(source, nodes) };
}

const NUMBER = /(?<![\w.])(-\s*)?(\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)/gi;

const numbersIn = (text: string): number[] =>
  [...text.matchAll(NUMBER)].flatMap(([, sign, digits]) => {
    const number = Number(digits?.replaceAll('_', ''));
    return sign === undefined ? [number] : [-number, number];
  });

/** The nearest `if` or `switch` around a node. */
function branchOf(node: SyntaxNode): SyntaxNode | undefined {
  for (let outer = node.parent; outer !== null; outer = outer.parent)
    if (BRANCHES.has(outer.name)) return outer;
  return undefined;
}

function probeOf(source: string, nodes: readonly SyntaxNode[]): string {
  const letters = source.split('');
  const blank = ({ from, to }: Pick<SyntaxNode, 'from' | 'to'>) => {
    for (let at = from; at < to; at += 1) if (letters[at] !== '\n') letters[at] = ' ';
  };
  for (const node of nodes) {
    if (ENDS.has(node.name)) {
      const holdsBranch = [...below(node)].some(({ name }) => BRANCHES.has(name));
      blank(holdsBranch ? (node.firstChild ?? node) : node);
      // An arm needs something that it does.
      if (!holdsBranch) [letters[node.from], letters[node.from + 1]] = ['(', ')'];
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
