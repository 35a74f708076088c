import type { Expression, Statement } from '../../ports.ts';

/** Expressions right below one. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'interpolated':
      return expression.parts;
    case 'array':
    case 'and':
    case 'or':
    case 'coalesce':
      return expression.items;
    case 'map':
      return expression.entries.map(({ value }) => value);
    case 'call':
    case 'method':
      return expression.arguments;
    case 'dot':
    case 'index':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

const some = (expression: Expression | undefined): readonly Expression[] =>
  expression === undefined ? [] : [expression];

/** Expressions right below a statement. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'value':
    case 'let':
      return [statement.value];
    case 'call':
      return [statement];
    case 'assign':
      return [statement.target, statement.value];
    case 'if':
    case 'do':
      return [statement.condition];
    case 'while':
      return some(statement.condition);
    case 'for':
      return [statement.over];
    case 'switch':
      return [
        statement.value,
        ...statement.arms.flatMap(({ values, condition, result }) => [...values, ...some(condition), result]),
      ];
    case 'return':
    case 'throw':
    case 'break':
    case 'continue':
      return some(statement.value);
    default:
      return [];
  }
}

/** Blocks right below a statement, but those inside of its expressions. */
export function blocksOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'block':
    case 'while':
    case 'do':
    case 'for':
      return [statement.body];
    case 'if':
      return [statement.then, statement.otherwise];
    case 'try':
      return [statement.body, statement.otherwise];
    default:
      return [];
  }
}

/** Every statement and expression below some statements. */
export function visit(
  body: readonly Statement[],
  onStatement: (statement: Statement, body: readonly Statement[]) => void,
  onExpression: (expression: Expression) => void,
): void {
  const expression = (node: Expression): void => {
    onExpression(node);
    if (node.kind === 'block') visit(node.body, onStatement, onExpression);
    partsOf(node).forEach(expression);
  };
  for (const statement of body) {
    onStatement(statement, body);
    expressionsOf(statement).forEach(expression);
    for (const inner of blocksOf(statement)) visit(inner, onStatement, onExpression);
  }
}

/** Whether nothing behind a statement is ever reached. */
export function isEnd(statement: Statement): boolean {
  switch (statement.kind) {
    case 'return':
    case 'throw':
    case 'break':
    case 'continue':
      return true;
    case 'block':
      return endsBlock(statement.body);
    case 'if':
      return endsBlock(statement.then) && endsBlock(statement.otherwise);
    case 'switch':
      return (
        statement.arms.some(({ otherwise }) => otherwise) &&
        statement.arms.every(({ result }) => result.kind === 'block' && endsBlock(result.body))
      );
    case 'while':
      return statement.condition === undefined && !leaves(statement.body);
    default:
      return false;
  }
}

const endsBlock = (body: readonly Statement[]): boolean => body.some(isEnd);

/** Whether a `break` of this loop is in its body. */
function leaves(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    if (statement.kind === 'break') return true;
    if (statement.kind === 'while' || statement.kind === 'for' || statement.kind === 'do') return false;
    const inside = expressionsOf(statement).some((part) => part.kind === 'block' && leaves(part.body));
    return inside || blocksOf(statement).some(leaves);
  });
}
