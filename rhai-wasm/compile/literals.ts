import type { Call, Expression } from '../face/tree.ts';
import { ARITHMETIC, ORDERINGS } from './operators.ts';

/** Whether `instrument.rs` puts a node of ours in the place of a call. */
export function isChecked(call: Call): boolean {
  if (!call.operator || call.arguments.length !== 2) return false;
  if (ORDERINGS.has(call.name)) return true;
  return ARITHMETIC.has(call.name) && !(call.name === '+' && call.arguments.some(isWrittenText));
}

function isWrittenText(expression: Expression): boolean {
  if (expression.kind === 'text' || expression.kind === 'interpolated') return true;
  return (
    expression.kind === 'call' &&
    expression.operator &&
    expression.name === '+' &&
    expression.arguments.some(isWrittenText)
  );
}

/** What Rhai's parser knows the value of (`get_literal_value`). */
export function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'unit':
    case 'boolean':
    case 'whole':
    case 'float':
    case 'text':
    case 'character':
    case 'closure':
      return true;
    case 'array':
      return expression.items.every(isLiteral);
    case 'map':
      return expression.entries.every(({ value }) => isLiteral(value));
    case 'interpolated':
      return expression.parts.every(isLiteral);
    case 'call':
      return (
        (expression.name === '..' || expression.name === '..=') &&
        expression.arguments.every(({ kind }) => kind === 'whole' || kind === 'unit')
      );
    default:
      return false;
  }
}

/** Steps of a literal that is evaluated as an expression. */
export function stepsOf(expression: Expression): number {
  switch (expression.kind) {
    case 'array':
      return expression.items.reduce((sum, item) => sum + stepsOf(item), 1);
    case 'map':
      return expression.entries.reduce((sum, { value }) => sum + stepsOf(value), 1);
    case 'interpolated':
      return expression.parts.reduce((sum, part) => sum + stepsOf(part) + (part.kind === 'text' ? 0 : 1), 1);
    case 'call':
      return 1 + expression.arguments.length;
    default:
      return 1;
  }
}
