import { StateEffect, StateField } from '@codemirror/state';
import { EditorView, showPanel, type Command, type Panel } from '@codemirror/view';
import type { TFunction } from 'i18next';
import { renameAt, renameFault, type Rename } from '../../../../../shared/rhai-syntax/rename.ts';
import { useToasts } from '../../../ui/index.ts';
import { button, element } from './element.ts';
import { namesOf, surroundings } from './script-state.ts';

const setRename = StateEffect.define<Rename | null>();

/** The name that is being written anew. */
const renaming = StateField.define<Rename | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setRename)) return effect.value;
    // Its places would no longer be right.
    return transaction.docChanged ? null : value;
  },
  provide: (field) =>
    showPanel.from(field, (rename) => (rename === null ? null : (view) => renamePanel(view, rename))),
});

function renamePanel(view: EditorView, rename: Rename): Panel {
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
  const faultOf = (name: string) =>
    name === rename.from ? null : renameFault(view.state.doc.toString(), rename, name);
  const tell = () => {
    const found = faultOf(field.value);
    fault.textContent = found === null ? '' : t(`renameFault.${found}`, { name: field.value });
    field.setAttribute('aria-invalid', String(found !== null));
  };
  const apply = () => {
    const name = field.value;
    if (faultOf(name) !== null) return;
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

/** Asks for a new name of what the cursor is on. */
export const startRename: Command = (view) => {
  if (view.state.readOnly) return false;
  const rename = renameAt(namesOf(view.state), view.state.selection.main.head);
  if (rename === null) {
    useToasts.getState().show({ tone: 'failed', text: (say) => say('rule-editor:nothingToRename') });
    return true;
  }
  view.dispatch({ effects: setRename.of(rename) });
  return true;
};

export const renameByPanel = [renaming];
