import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import { StateEffect, StateField, type EditorState } from '@codemirror/state';
import type { SyntaxNode, Tree } from '@lezer/common';
import type { TFunction } from 'i18next';
import {
  functionBodies,
  readNames,
  type Names,
  type Place,
} from '../../../../../shared/rhai-syntax/names.ts';
import type { EditorInput, ScriptSurroundings } from './types.ts';

/** What surrounds the script, and the words to tell of it. */
export interface Surroundings extends ScriptSurroundings {
  readonly language: 'ko' | 'en';
  readonly t: TFunction<'rule-editor'>;
}

export const setSurroundings = StateEffect.define<Surroundings>();

const UNKNOWN: Surroundings = {
  inputs: [],
  parameters: {},
  verdicts: {},
  language: 'en',
  t: ((key: string) => key) as unknown as TFunction<'rule-editor'>,
};

/** Values change many times a second: a field takes them without the editor being configured anew. */
export const surroundings = StateField.define<Surroundings>({
  create: () => UNKNOWN,
  update: (value, transaction) =>
    transaction.effects.reduce((last, effect) => (effect.is(setSurroundings) ? effect.value : last), value),
});

export interface ScriptNames extends Names {
  readonly bodies: readonly Place[];
}

/** Milliseconds that a question may wait for the script to be read; a long one is read on in the background. */
const READ_MS = 200;

/** The tree of the script up to an offset, or as far as it has been read. */
export const treeOf = (state: EditorState, upTo = state.doc.length): Tree =>
  ensureSyntaxTree(state, upTo, READ_MS) ?? syntaxTree(state);

const known = new WeakMap<Tree, ScriptNames>();

/** The script's names; read once for each text. */
export function namesOf(state: EditorState): ScriptNames {
  const tree = treeOf(state);
  const found = known.get(tree);
  if (found !== undefined) return found;
  const names = { ...readNames(tree, state.doc.toString()), bodies: functionBodies(tree) };
  known.set(tree, names);
  return names;
}

export const textAt = (state: EditorState, place: Place): string => state.sliceDoc(place.from, place.to);

/** Whether the name at a place is the script's own, so that an input of that name is hidden. */
export function isOwn(names: Names, place: Place): boolean {
  return names.definitions.some(
    (one) => one.from === place.from || one.uses.some(({ from }) => from === place.from),
  );
}

/** The input a value expression stands for: its name, or `input.` and its name. */
export function inputOf(state: EditorState, node: SyntaxNode | null): EditorInput | undefined {
  if (node === null) return undefined;
  const { inputs } = state.field(surroundings);
  if (node.name === 'VariableName') {
    const name = textAt(state, node);
    return isOwn(namesOf(state), node) ? undefined : inputs.find((input) => input.name === name);
  }
  const object = node.name === 'MemberExpression' ? node.firstChild : null;
  if (object?.name !== 'VariableName' || textAt(state, object) !== 'input') return undefined;
  const property = node.getChild('PropertyName');
  return property === null ? undefined : inputs.find(({ name }) => name === textAt(state, property));
}
