import { StateEffect, StateField, type EditorState } from '@codemirror/state';
import { EditorView, showPanel, type Command, type Panel } from '@codemirror/view';
import type { TFunction } from 'i18next';
import { givenPlaces, type GivenKind } from '../../../../../shared/rhai-syntax/rename-given.ts';
import {
  renameAt,
  renameFault,
  type Rename,
  type RenameFault,
} from '../../../../../shared/rhai-syntax/rename.ts';
import { useToasts } from '../../../ui/index.ts';
import { button, element } from './element.ts';
import { namesOf, surroundings } from './script-state.ts';

/** Names of the script's own are changed here, what it is given wherever it is named. */
interface AskedRename extends Rename {
  readonly given?: GivenKind;
}

const setRename = StateEffect.define<AskedRename | null>();

/** The name that is being written anew. */
const renaming = StateField.define<AskedRename | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setRename)) return effect.value;
    // Its places would no longer be right.
    return transaction.docChanged ? null : value;
  },
  provide: (field) =>
    showPanel.from(field, (rename) => (rename === null ? null : (view) => renamePanel(view, rename))),
});

function renamePanel(view: EditorView, rename: AskedRename): Panel {
  const t: TFunction<'rule-editor'> = view.state.field(surroundings).t;
  const fault = element('span', { className: 'rule-fault', role: 'alert' });
  const field = element('input', {
    className: 'rule-field',
    value: rename.from,
    label: t('newName'),
    spellcheck: false,
  });
  const close = () => {
    view.dispatch({ effects: setRename.of(null) });
    view.focus();
  };
  const faultOf = (name: string): RenameFault | 'taken' | null => {
    if (name === rename.from) return null;
    if (rename.given !== undefined && givenNames(view.state, rename.given).includes(name)) return 'taken';
    return renameFault(view.state.doc.toString(), rename, name);
  };
  const tell = () => {
    const found = faultOf(field.value);
    fault.textContent = found === null ? '' : t(`renameFault.${found}`, { name: field.value });
    field.setAttribute('aria-invalid', String(found !== null));
  };
  const apply = () => {
    const name = field.value;
    if (faultOf(name) !== null) return;
    if (rename.given !== undefined) {
      close();
      view.state.field(surroundings).renameGiven?.(rename.given, rename.from, name);
      return;
    }
    const changes = rename.places.map(({ from, to }) => ({ from, to, insert: name }));
    view.dispatch({ changes, effects: setRename.of(null), userEvent: 'rename' });
    view.focus();
  };
  field.oninput = tell;
  const dom = element(
    'div',
    {
      className: 'rule-panel rule-row',
      onkeydown: (event) => {
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && event.target === field) apply();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
    element('span', {}, t('renameOf', { name: rename.from, count: rename.places.length })),
    field,
    button(t('rename'), apply),
    button(t('cancel'), close),
    fault,
  );
  return { dom, top: true, mount: () => field.select() };
}

/** Names that an input or a parameter must not have a second time. */
function givenNames(state: EditorState, kind: GivenKind): string[] {
  const { inputs, parameters } = state.field(surroundings);
  return kind === 'parameter'
    ? Object.keys(parameters)
    : [...inputs.map(({ name }) => name), 'input', 'parameters'];
}

/** The input or parameter the cursor is on. */
function givenAt(state: EditorState): AskedRename | null {
  const { head } = state.selection.main;
  const word = state.wordAt(head);
  if (word === null || state.field(surroundings).renameGiven === undefined) return null;
  const name = state.sliceDoc(word.from, word.to);
  for (const given of ['input', 'parameter'] as const) {
    if (!givenNames(state, given).includes(name)) continue;
    const rename = givenPlaces(state.doc.toString(), given, name);
    if (rename.places.some(({ from, to }) => from <= head && head <= to)) return { ...rename, given };
  }
  return null;
}

/** Asks for a new name of what the cursor is on. */
export const startRename: Command = (view) => {
  if (view.state.readOnly) return false;
  const rename = renameAt(namesOf(view.state), view.state.selection.main.head) ?? givenAt(view.state);
  if (rename === null) {
    useToasts.getState().show({ tone: 'failed', text: (say) => say('rule-editor:nothingToRename') });
    return true;
  }
  view.dispatch({ effects: setRename.of(rename) });
  return true;
};

export const renameByPanel = [renaming];
