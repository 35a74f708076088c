import { EditorSelection, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { keepPlace, placeKept } from './place-memory.ts';

/** Milliseconds without a move after which a place is kept. */
const REST_MS = 150;

/** Keeps where somebody is in the text, as cursor and scrolling move. `end`: at once, as the view goes. */
export function placeKeeper(key: string): { readonly extension: Extension; end(): void } {
  let pending: ReturnType<typeof setTimeout> | undefined;
  let now: (() => void) | undefined;
  const keep = (view: EditorView): void => {
    const { anchor, head } = view.state.selection.main;
    // The line whose beginning is nearest, so that it is the same one when it is kept again from there.
    const top = view.scrollDOM.scrollTop + view.defaultLineHeight / 2;
    const topLine = view.state.doc.lineAt(view.lineBlockAtHeight(top).from).number;
    // Taken now: once the view is out of the page it is scrolled nowhere.
    now = () => {
      clearTimeout(pending);
      pending = undefined;
      now = undefined;
      keepPlace(key, { anchor, head, topLine });
    };
    clearTimeout(pending);
    pending = setTimeout(now, REST_MS);
  };
  return {
    extension: [
      EditorView.updateListener.of((update) => {
        if (update.selectionSet || update.docChanged) keep(update.view);
      }),
      EditorView.domEventHandlers({ scroll: (_event, view) => keep(view) }),
    ],
    end: () => now?.(),
  };
}

/** Goes where somebody was when this text was open last in this window; false where nothing was kept. */
export function goWhereKept(view: EditorView, key: string): boolean {
  const kept = placeKept(key);
  if (kept === null) return false;
  const { doc } = view.state;
  const within = (offset: number) => Math.min(offset, doc.length);
  const top = doc.line(Math.min(Math.max(1, kept.topLine), doc.lines)).from;
  view.dispatch({
    selection: EditorSelection.single(within(kept.anchor), within(kept.head)),
    effects: EditorView.scrollIntoView(top, { y: 'start', yMargin: 0 }),
  });
  return true;
}
