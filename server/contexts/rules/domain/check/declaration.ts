import type { Expression, Place, Statement } from '../../ports.ts';
import { formsOf } from './natives.ts';

/** One variable: a `let`, a parameter, what a loop counts. */
export interface Declaration {
  readonly name: string;
  readonly kind: 'let' | 'parameter' | 'for' | 'input' | 'other';
  readonly at: Place;
  readonly block: number;
  /** Reads that are more than its own next value. */
  reads: number;
  captured: boolean;
  /** What a `for` counts or goes through. */
  isLoop: boolean;
  /** Inner variables of the same name whose block is over. */
  readonly hidden: Set<Declaration>;
}

/** Which variable a node means. */
export type Resolved = ReadonlyMap<Expression | Statement, Declaration>;

/** Changes its receiver, and that is all. */
export function isOnlyChange(statement: Statement): boolean {
  if (statement.kind !== 'value' || statement.value.kind !== 'dot') return false;
  const { left, right } = statement.value;
  if (left.kind !== 'variable' || right.kind !== 'method') return false;
  const forms = formsOf(right.name, right.arguments.length + 1);
  return forms?.every(({ changes }) => changes) === true && forms.length > 0;
}
