import { EditorView, ViewPlugin } from '@codemirror/view';

/** Keeps the cursor in view when the editor becomes lower, as it does when problems are listed below it. */
export const keepCursorInView = ViewPlugin.fromClass(
  class {
    readonly #observer: ResizeObserver;

    constructor(view: EditorView) {
      let height = view.scrollDOM.clientHeight;
      this.#observer = new ResizeObserver(() => {
        const isLower = view.scrollDOM.clientHeight < height;
        height = view.scrollDOM.clientHeight;
        if (!isLower || !view.hasFocus) return;
        view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) });
      });
      this.#observer.observe(view.scrollDOM);
    }

    destroy(): void {
      this.#observer.disconnect();
    }
  },
);
