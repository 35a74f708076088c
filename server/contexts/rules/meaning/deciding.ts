import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import type { SyntaxNode } from '../../../../shared/rhai-syntax/tree.ts';
import type { Version } from './exact.ts';
import { below, childrenOf, nameGivenBy, Texts } from './script-texts.ts';

/** What of a script may decide its verdict. */
export interface Deciding {
  /** Whether an `if` or `switch` does, by the place of its word: those that only choose reasons, a confidence or other values do not. */
  isDeciding(from: number): boolean;
  /** What is given as a verdict by an `if` or `switch` (its conditions within left out) or, undefined, by none, with all that goes into it. */
  saidBy(from: number | undefined): string;
}

const BRANCHES = new Set(['IfExpression', 'SwitchExpression']);
const ENDS = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);
const WORDS = new Set(['if', 'switch']);
const LOOPS = new Set(['WhileExpression', 'LoopExpression', 'ForExpression', 'DoExpression']);
/** What a branch may be part of and still be no value of anything. */
const PLAIN = new Set([
  ...BRANCHES,
  'Block',
  'SwitchBody',
  'SwitchCase',
  'DefaultCase',
  'ExpressionStatement',
]);
/** Properties of a result that are no verdict. */
const BESIDE = new Set(['reasons', 'confidence']);

/** Reads what decides a verdict; what it does not follow counts as deciding. */
export function decidingIn({ source, manifest }: Version): Deciding {
  const nodes = [...below(parser.parse(source).topNode)];
  const texts = new Texts(source, nodes, manifest.parameters);
  const textOf = ({ from, to }: SyntaxNode) => source.slice(from, to);
  const given = nodes.flatMap((node) => saidIn(node, textOf));
  const branches = nodes.filter(({ name }) => BRANCHES.has(name));
  const hasLoop = nodes.some(({ name }) => LOOPS.has(name));
  const needed = new Set(given.flatMap((node) => [...texts.of(node).names]));
  const deciding = new Set<number>();
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const branch of branches) {
      if (deciding.has(branch.from) || !(hasLoop || decides(branch, needed, textOf))) continue;
      isNew = true;
      deciding.add(branch.from);
      for (const name of texts.of(branch).names) needed.add(name);
    }
  }
  const said = new Map<number | undefined, string>();
  for (const node of given) {
    const place = around(node)?.from;
    said.set(place, `${said.get(place) ?? ''}\n${texts.of(node).text}`);
  }
  return { isDeciding: (from) => deciding.has(from), saidBy: (from) => said.get(from) ?? '' };
}

type TextOf = (node: SyntaxNode) => string;

/** Where a node gives a verdict: the value of a property of that name, or what is returned without being written as a map. */
function saidIn(node: SyntaxNode, textOf: TextOf): SyntaxNode[] {
  const children = childrenOf(node);
  if (node.name === 'Property') return keyOf(node, textOf) === 'verdict' ? children.slice(-1) : [];
  const isLast = node.name === 'ExpressionStatement' && isInLast(node);
  if (node.name !== 'ReturnStatement' && !isLast) return [];
  const value = children.at(-1);
  return value === undefined || value.name === 'MapLiteral' || BRANCHES.has(value.name) ? [] : [value];
}

const keyOf = (node: SyntaxNode, textOf: TextOf): string =>
  node.firstChild ? textOf(node.firstChild).replaceAll('"', '') : '';

/** The nearest `if` or `switch` around a node. */
function around(node: SyntaxNode): SyntaxNode | undefined {
  for (let outer = node.parent; outer !== null; outer = outer.parent)
    if (BRANCHES.has(outer.name)) return outer;
  return undefined;
}

/** Whether its value may be the script's: it belongs to the last statement and is no part of another expression. */
function isInLast(node: SyntaxNode): boolean {
  let outer = node;
  for (; outer.parent !== null && outer.parent.name !== 'Script'; outer = outer.parent)
    if (!PLAIN.has(outer.parent.name)) return false;
  return outer.nextSibling === null;
}

function decides(branch: SyntaxNode, needed: ReadonlySet<string>, textOf: TextOf): boolean {
  const user = userOf(branch, textOf);
  if (user === 'words') return false;
  if (user !== 'statement') return user === 'other' || needed.has(user.name);
  if (isInLast(branch)) return true;
  return [...below(branch)].some((node) => {
    if (ENDS.has(node.name)) return true;
    const first = node.firstChild;
    if (node.name === 'ExpressionStatement') return first?.name === 'MethodCall';
    if (node.name !== 'AssignmentStatement' || first === null) return false;
    return first.name !== 'VariableName' || needed.has(textOf(first));
  });
}

/** What the value of a branch goes into. */
function userOf(
  branch: SyntaxNode,
  textOf: TextOf,
): 'statement' | 'words' | 'other' | { readonly name: string } {
  let isPlain = true;
  for (let node = branch; node.parent !== null; node = node.parent) {
    const { parent } = node;
    if (parent.name === 'Script') break;
    const name = nameGivenBy(parent);
    if (name !== undefined) return { name: textOf(name) };
    if (parent.name === 'Property') return BESIDE.has(keyOf(parent, textOf)) ? 'words' : 'other';
    const isAsked = BRANCHES.has(parent.name) && WORDS.has(node.prevSibling?.name ?? '');
    isPlain &&= PLAIN.has(parent.name) && !isAsked;
  }
  return isPlain ? 'statement' : 'other';
}
