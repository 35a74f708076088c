import type { Expression, Statement } from '../face/tree.ts';

/** Names of variables that a loop may change: what is assigned, and what a method is called on. */
export function changedNames(body: readonly Statement[], condition: Expression | undefined): Set<string> {
  const names = new Set<string>();
  const look = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(look);
    } else if (typeof node === 'object' && node !== null) {
      const { kind, target, left, right } = node as Record<
        string,
        { kind?: string; name?: string } | undefined
      > & { kind: string };
      if (kind === 'assign') note(target);
      if (kind === 'dot' && right?.kind === 'method') note(left);
      Object.values(node).forEach(look);
    }
  };
  const note = (target: { kind?: string; name?: string } | undefined): void => {
    if (target?.kind === 'variable' && target.name !== undefined) names.add(target.name);
  };
  look(body);
  look(condition);
  return names;
}
