import type { EditorState } from '@codemirror/state';
import { hoverTooltip, type Tooltip } from '@codemirror/view';
import type { SyntaxNode } from '@lezer/common';
import { functionHelp, languageHelp } from '../../../../../shared/rhai-syntax/help/index.ts';
import { definitionsAt } from '../../../../../shared/rhai-syntax/names.ts';
import { definitionCard, helpCard, inputCard, parameterCard, verdictCard } from './help-card.ts';
import { inputOf, namesOf, surroundings, textAt, treeOf } from './script-state.ts';

/** Help for what stands at an offset, if there is any. */
export function cardAt(
  state: EditorState,
  offset: number,
  side: -1 | 1,
): { node: SyntaxNode; card: HTMLElement } | null {
  const node = treeOf(state).resolveInner(offset, side);
  if (node.firstChild !== null) return null;
  const card = cardOf(state, node);
  return card === null ? null : { node, card };
}

function cardOf(state: EditorState, node: SyntaxNode): HTMLElement | null {
  const around = state.field(surroundings);
  const text = textAt(state, node);
  if (node.name === 'String') {
    const severity = around.verdicts[text.slice(1, -1)];
    return severity === undefined ? null : verdictCard(text.slice(1, -1), severity, around);
  }
  if (node.name !== 'Identifier' && node.name !== 'BuiltinName') {
    const help = languageHelp(text);
    return help === undefined ? null : helpCard(help, around);
  }
  const [definition] = definitionsAt(namesOf(state), node.from + 1);
  if (definition !== undefined) {
    return definitionCard(definition, state.doc.lineAt(definition.from).number, around);
  }
  return givenCard(state, node) ?? builtInCard(state, node);
}

function givenCard(state: EditorState, node: SyntaxNode): HTMLElement | null {
  const around = state.field(surroundings);
  const holder = node.parent;
  const expression = holder?.name === 'PropertyName' ? holder.parent : holder;
  const input = inputOf(state, expression ?? null);
  if (input !== undefined) return inputCard(input, around);
  const object = expression?.name === 'MemberExpression' ? expression.firstChild : null;
  if (object === null || textAt(state, object) !== 'parameters') return null;
  const name = textAt(state, node);
  const value = Object.hasOwn(around.parameters, name) ? around.parameters[name] : undefined;
  return value === undefined ? null : parameterCard(name, value, around);
}

function builtInCard(state: EditorState, node: SyntaxNode): HTMLElement | null {
  const holder = node.parent?.name ?? '';
  const isCalled = holder === 'CallName' || holder === 'MethodName';
  const isProperty = holder === 'PropertyName' && node.parent?.parent?.name === 'MemberExpression';
  const help = isCalled || isProperty ? functionHelp(textAt(state, node)) : undefined;
  return help === undefined ? null : helpCard(help, state.field(surroundings));
}

function tooltipAt(state: EditorState, offset: number, side: -1 | 1): Tooltip | null {
  const found = cardAt(state, offset, side);
  if (found === null) return null;
  const { node, card } = found;
  return { pos: node.from, end: node.to, above: true, create: () => ({ dom: card }) };
}

/** Help where the pointer rests. */
export const hoverHelp = hoverTooltip((view, pos, side) => tooltipAt(view.state, pos, side), {
  hoverTime: 400,
});
