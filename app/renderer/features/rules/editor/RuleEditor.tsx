import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { adoptEditorStyles } from './adopted-styles.ts';
import { baseExtensions } from './extensions.ts';
import { rememberState, stateFor } from './memory.ts';
import { phrases } from './phrases.ts';
import { diagnosticsOf } from './problems.ts';
import { showLine } from './shown-line.ts';
import type { EditorMemory, EditorProblem, ScriptSurroundings } from './types.ts';

export type { EditorInput, EditorMemory, EditorProblem, ScriptSurroundings } from './types.ts';

export interface RuleEditorProps extends ScriptSurroundings {
  /** Name for a screen reader, e.g. that of the ruleset. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly EditorProblem[];
  readonly readOnly?: boolean;
  /** A line to mark and bring into view, from 1. */
  readonly shownLine?: number | null;
  /** What `onMemory` gave before; only read when the editor opens. */
  readonly memory?: EditorMemory | null;
  /** Called at every pause of typing and when the editor closes. */
  readonly onMemory?: (memory: EditorMemory) => void;
}

/** Milliseconds without a change that make a pause. */
const PAUSE_MS = 400;

/** A text that came from outside is not told back. */
const fromOutside = Annotation.define<boolean>();

/** The script of a rule: a controlled text with everything an engineer expects of an editor. */
export default function RuleEditor(props: RuleEditorProps) {
  const { value, problems, readOnly = false, shownLine = null, label } = props;
  const { t } = useTranslation('rule-editor');
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const changing = useMemo(() => ({ words: new Compartment(), access: new Compartment() }), []);
  const words = useMemo(
    () => [phrases(t), EditorView.contentAttributes.of({ 'aria-label': label, 'data-own-keys': 'true' })],
    [t, label],
  );
  const access = useMemo(
    () => [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)],
    [readOnly],
  );

  useEffect(() => {
    if (host.current === null) return undefined;
    adoptEditorStyles();
    let pause: ReturnType<typeof setTimeout> | undefined;
    const remember = (state: EditorState): void => {
      clearTimeout(pause);
      pause = undefined;
      latest.current.onMemory?.(rememberState(state));
    };
    const listener = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      const isOwn = !update.transactions.some((transaction) => transaction.annotation(fromOutside));
      if (isOwn) latest.current.onChange(update.state.doc.toString());
      clearTimeout(pause);
      pause = setTimeout(() => remember(update.view.state), PAUSE_MS);
    });
    const { value: text, memory = null } = latest.current;
    const extensions = [changing.words.of(words), changing.access.of(access), baseExtensions(), listener];
    const opened = new EditorView({ state: stateFor(text, memory, { extensions }), parent: host.current });
    view.current = opened;
    return () => {
      if (pause !== undefined) remember(opened.state);
      opened.destroy();
      view.current = null;
    };
    // The editor outlives changes of its props: they come in by the effects below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    view.current?.dispatch({
      effects: [changing.words.reconfigure(words), changing.access.reconfigure(access)],
    });
  }, [changing, words, access]);

  useEffect(() => {
    const current = view.current;
    if (current === null || current.state.doc.toString() === value) return;
    const changes = { from: 0, to: current.state.doc.length, insert: value };
    current.dispatch({ changes, annotations: fromOutside.of(true) });
  }, [value]);

  useEffect(() => {
    const current = view.current;
    if (current !== null)
      current.dispatch(setDiagnostics(current.state, diagnosticsOf(current.state, problems)));
  }, [problems]);

  useEffect(() => {
    if (view.current !== null) showLine(view.current, shownLine);
  }, [shownLine]);

  return <div ref={host} className="h-full min-h-0 min-w-0 overflow-hidden border border-line-strong" />;
}
