import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import type { SyntaxNode } from '../../../../shared/rhai-syntax/tree.ts';
import { placesInCommon } from './changed.ts';
import type { Version } from './exact.ts';
import { below, childrenOf, Texts } from './script-texts.ts';

/** Where a statement that was left out stands to those that have changed. */
export interface LeftOut {
  readonly from: number;
  readonly to: number;
  /** It may end the script before the last of them. */
  readonly isBefore: boolean;
  /** It may give a variable another value behind the first of them. */
  readonly isBehind: boolean;
}

/** Two versions without the rules that both have. */
export interface Slices<Of extends Version> {
  readonly before: Of;
  readonly after: Of;
  /** What was left out, by its place in the later version. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * What is not the same in two versions, with all that goes into it: `if` and `switch` statements of the script itself that both have, with the same
 * values in them, are left out where all they do is end the script or give variables values. Undefined where none are.
 */
export function slicesOf<Of extends Version>(before: Of, after: Of): Slices<Of> | undefined {
  const [one, other] = [statementsOf(before), statementsOf(after)];
  const kept = placesInCommon(
    one.map(({ key }) => key),
    other.map(({ key }) => key),
  );
  const out = kept.filter(([a, b]) => one[a]?.isRule === true && other[b]?.isRule === true);
  const inCommon = new Set(kept.map(([, place]) => place));
  const changed = other.flatMap((_, place) => (inCommon.has(place) ? [] : [place]));
  // Where something was taken away only, what comes next in the later version stands for it.
  const gone = one.flatMap((_, place) =>
    kept.some(([a]) => a === place) ? [] : [kept.find(([a]) => a > place)?.[1] ?? other.length],
  );
  const [first, last] = [Math.min(...changed, ...gone), Math.max(...changed, ...gone)];
  if (out.length === 0 || !Number.isFinite(first)) return undefined;
  const leftOut = out.map(([, place]) => {
    const { from, to } = other[place] as Statement;
    return { from, to, isBefore: place < last, isBehind: place >= first };
  });
  return {
    before: without(
      before,
      out.map(([place]) => one[place] as Statement),
    ),
    after: without(after, leftOut),
    leftOut,
  };
}

interface Statement {
  readonly from: number;
  readonly to: number;
  /** Its text and the texts of all that goes into it. */
  readonly key: string;
  readonly isRule: boolean;
}

function statementsOf({ source, manifest }: Version): Statement[] {
  const top = parser.parse(source).topNode;
  const texts = new Texts(source, [...below(top)], manifest.parameters);
  const all = childrenOf(top);
  return all.map((node, place) => ({
    ...{ from: node.from, to: node.to, key: texts.of(node).text },
    isRule: place < all.length - 1 && isRule(node, source),
  }));
}

const RULES = new Set(['IfExpression', 'SwitchExpression']);

/** An `if` or `switch` that does nothing but end the script or give variables values that do not depend on what they were. */
function isRule(node: SyntaxNode, source: string): boolean {
  if (!RULES.has(node.name)) return false;
  return [...below(node)].every((each) => {
    if (each.name === 'MethodName') return !isOfStatement(each);
    if (each.name !== 'AssignmentStatement') return true;
    const [name, sign, value] = childrenOf(each);
    const text = (of: SyntaxNode | undefined) => source.slice(of?.from, of?.to);
    if (name?.name !== 'VariableName' || text(sign) !== '=' || value === undefined) return false;
    return ![value, ...below(value)].some((used) => text(used) === text(name));
  });
}

/** Whether a call stands by itself, for what it changes. */
function isOfStatement(node: SyntaxNode): boolean {
  let outer: SyntaxNode | null = node;
  while (outer !== null && !outer.name.endsWith('Statement') && !RULES.has(outer.name)) outer = outer.parent;
  return outer?.name === 'ExpressionStatement';
}

/** The same places, spaces where something was left out. */
function without<Of extends Version>(
  version: Of,
  out: readonly { readonly from: number; readonly to: number }[],
): Of {
  let { source } = version;
  for (const { from, to } of out)
    source = source.slice(0, from) + source.slice(from, to).replaceAll(/[^\n]/g, ' ') + source.slice(to);
  return { ...version, source };
}
