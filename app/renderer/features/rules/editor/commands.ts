import {
  activateHover,
  closeHoverTooltips,
  EditorView,
  hasHoverTooltips,
  type Command,
  type KeyBinding,
} from '@codemirror/view';
import { forEachDiagnostic, type Diagnostic } from '@codemirror/lint';
import { formatScript } from '../../../../../shared/rhai-syntax/format.ts';
import { definitionsAt } from '../../../../../shared/rhai-syntax/names.ts';
import { useToasts } from '../../../ui/index.ts';
import { cardAt } from './hover.ts';
import { startRename } from './rename-panel.ts';
import { namesOf } from './script-state.ts';
import { changesBetween } from './text-changes.ts';

/** Brings the script into the usual form; what stays the same keeps cursors and marks. */
export const format: Command = (view) => {
  if (view.state.readOnly) return false;
  const before = view.state.doc.toString();
  const after = formatScript(before);
  if (after === null) {
    useToasts.getState().show({
      tone: 'failed',
      text: (say) => say('rule-editor:notFormatted'),
      detail: (say) => say('rule-editor:notFormattedWhy'),
    });
    return true;
  }
  const changes = changesBetween(before, after);
  if (changes.length > 0) view.dispatch({ changes, userEvent: 'format', scrollIntoView: true });
  return true;
};

function goToDefinition(view: EditorView, offset: number): boolean {
  const [definition] = definitionsAt(namesOf(view.state), offset);
  if (definition === undefined) return false;
  const { from, to } = definition;
  view.dispatch({
    selection: { anchor: from, head: to },
    scrollIntoView: true,
    userEvent: 'select.definition',
  });
  return true;
}

/** Ctrl and a click goes where the name comes from. */
export const definitionByClick = EditorView.domEventHandlers({
  mousedown(event, view) {
    if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
    const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
    return offset !== null && goToDefinition(view, offset);
  },
});

/** What the pointer would show at an offset, until something is typed or the cursor moves on. */
function showCards(view: EditorView, offset: number): void {
  for (const side of [1, -1] as const) {
    activateHover(view, offset, side, {
      until: (transaction) => transaction.docChanged || transaction.selection !== undefined,
    });
  }
}

const showHelp: Command = (view) => {
  const { head } = view.state.selection.main;
  showCards(view, head);
  const card = (cardAt(view.state, head, 1) ?? cardAt(view.state, head, -1))?.card;
  if (card === undefined) return true;
  const told = Array.from(card.children, ({ textContent }) => textContent).join('\n');
  view.dispatch({ effects: EditorView.announce.of(told) });
  return true;
};

const hideHelp: Command = (view) => {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
};

/** Help that was asked for by key goes when somebody is somewhere else. */
export const helpEndsWithFocus = EditorView.domEventHandlers({ blur: (_, view) => void hideHelp(view) });

/** Goes to the next problem of the script, or the one before, round the end, and says what it is. */
const toProblem =
  (step: 1 | -1): Command =>
  (view) => {
    const found: Pick<Diagnostic, 'from' | 'to' | 'message'>[] = [];
    forEachDiagnostic(view.state, ({ message }, from, to) => found.push({ from, to, message }));
    const { from: at } = view.state.selection.main;
    const ordered = found.toSorted((a, b) => step * (a.from - b.from));
    const next = ordered.find(({ from }) => step * (from - at) > 0) ?? ordered[0];
    if (next === undefined) return false;
    view.dispatch({
      selection: { anchor: next.from, head: next.to },
      effects: [EditorView.scrollIntoView(next.from, { y: 'center' }), EditorView.announce.of(next.message)],
      userEvent: 'select.problem',
    });
    showCards(view, next.from);
    return true;
  };

export const ruleKeymap: readonly KeyBinding[] = [
  { key: 'Escape', run: hideHelp },
  { key: 'F2', run: startRename, preventDefault: true },
  // The page has an F8 of its own for all problems of a draft; in the script it is the next in the script.
  { key: 'F8', run: toProblem(1), shift: toProblem(-1), preventDefault: true, stopPropagation: true },
  { key: 'F12', run: (view) => goToDefinition(view, view.state.selection.main.head), preventDefault: true },
  { key: 'Shift-Alt-f', run: format, preventDefault: true },
  { key: 'Shift-F1', run: showHelp, preventDefault: true, stopPropagation: true },
];
