import type { SyntaxNode } from '@lezer/common';

const COMMENTS = new Set(['LineComment', 'DocComment', 'BlockComment']);
const NEVER_BEFORE = new Set(['Comma', ';', ')', ']', 'Dot', 'OptionalDot', 'Colon', 'Bang']);
const NEVER_AFTER = new Set(['(', '[', '?[', '${', 'Dot', 'OptionalDot', 'Bang']);
const BRACES = new Set(['{', '#{']);

const isFirstIn = (node: SyntaxNode, parent: string): boolean =>
  node.parent?.name === parent && node.prevSibling === null;

/** Whether a space stands between two tokens of a line. */
export function wantsSpace(before: SyntaxNode, after: SyntaxNode): boolean {
  if (NEVER_BEFORE.has(after.name) || NEVER_AFTER.has(before.name)) return false;
  if (COMMENTS.has(before.name) || COMMENTS.has(after.name)) return true;
  return wantsSpaceBefore(before, after) && wantsSpaceAfter(before, after);
}

function wantsSpaceBefore(before: SyntaxNode, after: SyntaxNode): boolean {
  const holder = after.parent?.name ?? '';
  switch (after.name) {
    case '(':
      return holder !== 'ArgumentList' && holder !== 'ParamList';
    case '[':
    case '?[':
      return holder !== 'IndexExpression';
    case '}':
      return holder !== 'Interpolation' && !BRACES.has(before.name);
    case 'TemplateText':
    case '${':
      return isFirstIn(after, 'Template');
    case 'RangeOp':
      return isFirstIn(after, 'RangeExpression');
    case '|':
      return holder !== 'ClosureParams' || isFirstIn(after, 'ClosureParams');
    default:
      return true;
  }
}

function wantsSpaceAfter(before: SyntaxNode, after: SyntaxNode): boolean {
  switch (before.name) {
    case 'TemplateText':
      // Only the last piece is the end of its template.
      return before.nextSibling === null;
    case 'RangeOp':
      return after.name === 'Arrow' || after.name === '}' || after.name === 'if';
    case '|':
      return !isFirstIn(before, 'ClosureParams');
    case 'ArithOp':
    case 'LogicOp':
      return before.parent?.name !== 'UnaryExpression';
    default:
      return true;
  }
}

/** Ends and beginnings that the tokenizer would take for one sign, or for another one. */
const MERGE = /(?:\w\w|\.\.|--|-\d|\+\+|!\.|\|\|)/;

/** Whether two tokens side by side would be read as something else. */
export function needsSeparation(before: string, after: string): boolean {
  return MERGE.test(before.slice(-1) + after.slice(0, 1));
}
