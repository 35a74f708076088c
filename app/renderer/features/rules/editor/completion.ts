import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import { KEYWORD_HELP } from '../../../../../shared/rhai-syntax/help/index.ts';
import { visibleAt } from '../../../../../shared/rhai-syntax/names.ts';
import { builtIns, ownOption, RULE } from './completion-options.ts';
import { helpCard, inputCard, liveText, parameterCard, verdictCard } from './help-card.ts';
import { inputOf, namesOf, surroundings, textAt, treeOf } from './script-state.ts';

const WORD = /[A-Za-z_]\w*$/;
/** Keys of the map a script ends in, and of its reasons. */
const RESULT_KEYS = ['verdict', 'confidence', 'reasons', 'ko', 'en'];
const NEW_NAMES = new Set(['VariableDefinition', 'ParamDefinition', 'FunctionName', 'ParamList']);
const SILENT = new Set([
  'LineComment',
  'DocComment',
  'BlockComment',
  'Number',
  'Char',
  'TemplateText',
  'RawString',
]);

/** What can stand at the cursor, from everything the script, its ruleset and the language know. */
export function completeScript(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context;
  const node = treeOf(state, pos).resolveInner(pos, -1);
  if (node.name === 'String') return completeText(state, node, pos);
  if (SILENT.has(node.name) && node.to >= pos && node.from < pos) return null;
  const word = context.matchBefore(WORD);
  const from = word?.from ?? pos;
  const before = state.sliceDoc(Math.max(0, from - 2), from);
  if (before.endsWith('.') && !before.endsWith('..')) {
    return { from, options: members(state, from - (before === '?.' ? 2 : 1)), validFor: /^\w*$/ };
  }
  if (isName(node)) return null;
  if (word === null && !context.explicit) return completeVerdict(state, node, pos);
  const options = [
    ...(completeVerdict(state, node, pos)?.options ?? []),
    ...names(state, pos),
    ...keys(node),
  ];
  return { from, options, validFor: /^\w*$/ };
}

/** A new name is just being written. */
const isName = ({ parent, name }: SyntaxNode): boolean =>
  NEW_NAMES.has(name) || NEW_NAMES.has(parent?.name ?? '');

/** Names, functions and words of a place where a value or statement can stand. */
function names(state: EditorState, pos: number): Completion[] {
  const around = state.field(surroundings);
  const script = namesOf(state);
  const own = visibleAt(script, script.bodies, pos);
  const hidden = new Set(own.filter(({ kind }) => kind !== 'function').map(({ name }) => name));
  const isInFunction = script.bodies.some(({ from, to }) => from < pos && pos < to);
  // A function sees neither inputs nor parameters of the ruleset.
  const given = isInFunction ? [] : around.inputs.filter(({ name }) => !hidden.has(name));
  return [
    ...own.map((definition) => ownOption(state, definition)),
    ...given.map((input): Completion => ({
      label: input.name,
      type: 'property',
      detail: liveText(input, around),
      info: () => inputCard(input, around),
      boost: 2,
    })),
    ...(isInFunction || hidden.has('parameters') || Object.keys(around.parameters).length === 0
      ? []
      : [{ label: 'parameters', type: 'namespace', boost: 1 }]),
    ...Object.entries(KEYWORD_HELP)
      .filter(([label]) => /^\w+$/.test(label))
      .map(([label, help]): Completion => ({ label, type: 'keyword', info: () => helpCard(help, around) })),
    ...builtIns(state, (signature, name) => signature.startsWith(`${name}(`)),
    ...(isInFunction ? [] : [RULE]),
  ];
}

/** What can follow a point: parameters, inputs, or functions of values. */
function members(state: EditorState, dot: number): Completion[] {
  const around = state.field(surroundings);
  const object = treeOf(state, dot).resolveInner(dot, -1);
  const holder =
    object.name === 'Identifier' && object.parent?.name === 'VariableName' ? textAt(state, object) : '';
  if (holder === 'parameters') {
    return Object.entries(around.parameters).map(([label, value]) => ({
      label,
      type: 'constant',
      detail: JSON.stringify(value),
      info: () => parameterCard(label, value, around),
    }));
  }
  if (holder === 'input') {
    return around.inputs.map((input) => ({
      label: input.name,
      type: 'property',
      detail: liveText(input, around),
      info: () => inputCard(input, around),
    }));
  }
  const functions = namesOf(state).definitions.filter(({ kind }) => kind === 'function');
  return [
    ...functions.map((definition) => ownOption(state, definition)),
    ...builtIns(state, (signature, name) => signature.includes(`.${name}`)),
  ];
}

/** In a map: the keys that mean something to the product. */
function keys(node: SyntaxNode): Completion[] {
  const isKey = node.name === 'MapLiteral' || node.parent?.name === 'PropertyName' || node.name === '#{';
  return isKey
    ? RESULT_KEYS.map((label) => ({ label, type: 'property', apply: `${label}: `, boost: 4 }))
    : [];
}

function isVerdict(state: EditorState, node: SyntaxNode): boolean {
  const property = node.name === 'Property' ? node : node.parent;
  const key = property?.name === 'Property' ? property.firstChild : null;
  return key !== null && ['verdict', '"verdict"'].includes(textAt(state, key));
}

/** After `verdict:` the verdicts of the ruleset, quotes included. */
function completeVerdict(state: EditorState, node: SyntaxNode, pos: number): CompletionResult | null {
  // While nothing stands behind the colon, the tree does not know the property yet.
  const isHere =
    isVerdict(state, node) || /\bverdict"?:\s*\w*$/.test(state.sliceDoc(Math.max(0, pos - 40), pos));
  if (!isHere) return null;
  return { from: pos, options: verdicts(state, (name) => JSON.stringify(name)), validFor: /^["\w]*$/ };
}

function verdicts(state: EditorState, apply: (name: string) => string): Completion[] {
  const around = state.field(surroundings);
  return Object.entries(around.verdicts).map(([label, severity]) => ({
    label,
    type: 'enum',
    detail: around.t(`common:state.${severity}`),
    apply: apply(label),
    info: () => verdictCard(label, severity, around),
    boost: 5,
  }));
}

/** Inside a text: verdicts where one is meant, allowed values where an input is compared with it. */
function completeText(state: EditorState, node: SyntaxNode, pos: number): CompletionResult | null {
  const isClosed = textAt(state, node).length > 1 && textAt(state, node).endsWith('"');
  if (pos <= node.from || (isClosed && pos >= node.to)) return null;
  const result = (options: Completion[]): CompletionResult | null =>
    options.length === 0
      ? null
      : { from: node.from + 1, to: isClosed ? node.to - 1 : node.to, options, filter: true };
  if (node.parent?.name === 'Property' && isVerdict(state, node) && node.prevSibling !== null) {
    return result(verdicts(state, (name) => name));
  }
  const values = comparedInput(state, node)?.values ?? [];
  return result(values.map((label) => ({ label, type: 'enum' })));
}

/** The input a text is compared with: `mode == "…"`, `mode in ["…"]`, `switch mode { "…" => … }`. */
function comparedInput(state: EditorState, node: SyntaxNode) {
  const list = node.parent?.name === 'ArrayLiteral' ? node.parent : node;
  const { parent } = list;
  if (parent?.name === 'BinaryExpression') {
    return inputOf(state, parent.firstChild) ?? inputOf(state, parent.lastChild);
  }
  if (node.parent?.name !== 'SwitchCase') return undefined;
  return inputOf(state, node.parent.parent?.prevSibling ?? null);
}
