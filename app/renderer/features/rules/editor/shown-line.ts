import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import { offsetOf } from './problems.ts';
import type { EditorPlace } from './types.ts';

const setShownLine = StateEffect.define<number | null>();
const mark = Decoration.line({ class: 'cm-shownLine' });

/** The line another part of the page points to (a step of a trace, a finding); typing does not move it away. */
export const shownLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setShownLine)) continue;
      const { doc } = transaction.state;
      const isThere = effect.value !== null && effect.value >= 1 && effect.value <= doc.lines;
      next = isThere ? Decoration.set(mark.range(doc.line(effect.value ?? 1).from)) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks a line (from 1) and brings it into view; `null` takes the mark away. */
export function showLine(view: EditorView, line: number | null): void {
  const { doc } = view.state;
  const effects: StateEffect<unknown>[] = [setShownLine.of(line)];
  if (line !== null && line >= 1 && line <= doc.lines) {
    effects.push(EditorView.scrollIntoView(doc.line(line).from, { y: 'center' }));
  }
  view.dispatch({ effects });
}

/** Puts the cursor at a place, in view and with the keyboard. */
export function goTo(view: EditorView, { line, column = 1 }: EditorPlace): void {
  const anchor = offsetOf(view.state.doc, line, column);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  view.focus();
}
