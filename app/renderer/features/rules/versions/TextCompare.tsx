import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';

const LOOK = EditorView.theme({
  '&': { backgroundColor: 'var(--raised)', color: 'var(--ink)', fontSize: '13px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.45' },
  '.cm-gutters': {
    backgroundColor: 'var(--panel)',
    color: 'var(--ink-3)',
    borderRight: '1px solid var(--line)',
  },
  '&.cm-merge-a .cm-changedLineGutter': { background: 'var(--ink-3)' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--ink)' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--ink) 9%, transparent)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--low) 18%, transparent)' },
  '&.cm-merge-a .cm-changedText': { background: 'none', textDecoration: 'line-through', fontWeight: '600' },
  '&.cm-merge-b .cm-changedText': { background: 'none', textDecoration: 'underline', fontWeight: '600' },
  '.cm-collapsedLines': {
    background: 'var(--sunken)',
    color: 'var(--ink-2)',
    fontFamily: 'var(--font-ui)',
    padding: '3px 8px',
  },
  // Its own sign is in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"', marginInline: '4px' },
});

interface TextCompareProps {
  readonly before: string;
  readonly after: string;
  /** Names of both sides, for a screen reader. */
  readonly names: readonly [string, string];
  /** What stands for lines that are the same, `$` for their number. */
  readonly unchanged: string;
}

/** Two texts side by side, what differs marked. In a shadow root: there CodeMirror's styles do not meet the page's security policy. */
export default function TextCompare({ before, after, names, unchanged }: TextCompareProps) {
  const host = useRef<HTMLDivElement>(null);
  const [left, right] = names;
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const side = (doc: string, name: string) => ({
      doc,
      extensions: [
        lineNumbers(),
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorState.phrases.of({ '$ unchanged lines': unchanged }),
        EditorView.contentAttributes.of({ 'aria-label': name, tabindex: '0' }),
        EditorView.editable.of(false),
        LOOK,
      ],
    });
    const view = new MergeView({
      a: side(before, left),
      b: side(after, right),
      parent: root,
      root,
      gutter: true,
      collapseUnchanged: { margin: 3, minSize: 6 },
      diffConfig: { timeout: 500 },
    });
    return () => view.destroy();
  }, [before, after, left, right, unchanged]);
  return <div ref={host} className="min-h-0 grow overflow-auto border border-line" />;
}
