import type { Expression, Statement } from '../face/tree.ts';

interface AnyNode {
  readonly kind: string;
  readonly name?: string;
  readonly target?: AnyNode;
  readonly left?: AnyNode;
  readonly right?: AnyNode;
}

/** Names of variables that a loop may change: what is assigned, as a whole or in part, and lists that `push` or `sort` is called on: no other method that is known here changes something. */
export function changedNames(body: readonly Statement[], condition: Expression | undefined): Set<string> {
  const names = new Set<string>();
  const note = (target: AnyNode | undefined): void => {
    if (target?.kind === 'variable' && target.name !== undefined) names.add(target.name);
    if (target?.kind === 'dot' || target?.kind === 'index') note(target.left);
  };
  const look = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(look);
    } else if (typeof node === 'object' && node !== null) {
      const { kind, target, left, right } = node as AnyNode;
      if (kind === 'assign') note(target);
      if ((kind === 'dot' || kind === 'index') && isPushedTo(right)) note(left);
      Object.values(node).forEach(look);
    }
  };
  look(body);
  look(condition);
  return names;
}

/** Whether the rest of a chain has one of them. */
function isPushedTo(node: AnyNode | undefined): boolean {
  if (node?.kind === 'method') return node.name === 'push' || node.name === 'sort';
  return (
    (node?.kind === 'dot' || node?.kind === 'index') && (isPushedTo(node.left) || isPushedTo(node.right))
  );
}
