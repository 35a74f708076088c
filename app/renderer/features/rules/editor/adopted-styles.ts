import { EditorView } from '@codemirror/view';

/**
 * Makes the editor's styles adopted style sheets of the document. CodeMirror would put a `<style>` element into the
 * head, which the page's security policy refuses (`style-src 'self'`); into a shadow root it adopts sheets, which no
 * policy minds. So one view is made in a shadow root that is never shown, and the document takes over the keeper of
 * sheets that CodeMirror left there, under a symbol of its own.
 */
export function adoptEditorStyles(): void {
  const root = document.createElement('div').attachShadow({ mode: 'open' });
  new EditorView({ root }).destroy();
  for (const symbol of Object.getOwnPropertySymbols(root)) {
    if (!Reflect.has(document, symbol)) Reflect.set(document, symbol, Reflect.get(root, symbol));
  }
}
