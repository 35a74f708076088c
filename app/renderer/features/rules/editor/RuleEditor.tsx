import { redoDepth, undoDepth } from '@codemirror/commands';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { adoptEditorStyles } from './adopted-styles.ts';
import { EditorBar, type EditorStatus } from './EditorBar.tsx';
import { baseExtensions } from './extensions.ts';
import { goWhereKept, placeKeeper } from './kept-place.ts';
import { rememberState, stateFor } from './memory.ts';
import { setLineMarks } from './line-marks.ts';
import { phrases } from './phrases.ts';
import { diagnosticsOf } from './problems.ts';
import { setSurroundings } from './script-state.ts';
import { goTo, showLine } from './shown-line.ts';
import { changesBetween } from './text-changes.ts';
import type { EditorPlace, EditorProblem, LineMark, ScriptSurroundings } from './types.ts';

export type { EditorInput, EditorPlace, EditorProblem, ScriptSurroundings } from './types.ts';

export interface RuleEditorProps extends ScriptSurroundings {
  /** Name for a screen reader, e.g. that of the ruleset. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly EditorProblem[];
  readonly readOnly?: boolean;
  /** A line to mark and bring into view, from 1. */
  readonly shownLine?: number | null;
  /** What is to be said of single lines; of the text as it is when they come. */
  readonly marks?: readonly LineMark[];
  /** Where the cursor is to go, whenever this changes. */
  readonly place?: EditorPlace | null;
  /** By what this window keeps where the cursor is and what is in view, also over a reload; without it the text opens at its beginning. */
  readonly placeKey?: string;
  /** What `onMemory` gave before (cursor, undo history); only read when the editor opens, and only for the same text. */
  readonly memory?: string | null;
  /** Called at every pause of typing and when the editor closes. */
  readonly onMemory?: (memory: string) => void;
}

const NO_MARKS: readonly LineMark[] = [];

/** Milliseconds without a change that make a pause. */
const PAUSE_MS = 400;
const AT_START: EditorStatus = { canUndo: false, canRedo: false, line: 1, column: 1 };

/** A text that came from outside is not told back. */
const fromOutside = Annotation.define<boolean>();

function statusOf(state: EditorState): EditorStatus {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  return {
    canUndo: undoDepth(state) > 0,
    canRedo: redoDepth(state) > 0,
    line: line.number,
    column: [...line.text.slice(0, head - line.from)].length + 1,
  };
}

/** Opens the view in `host` and keeps it until the component goes. */
function useView(props: RuleEditorProps, words: Extension, access: Extension) {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [status, setStatus] = useState(AT_START);
  const latest = useRef(props);
  latest.current = props;
  const changing = useMemo(() => ({ words: new Compartment(), access: new Compartment() }), []);

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
      if (update.docChanged || update.selectionSet) {
        const next = statusOf(update.state);
        setStatus((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
      }
      if (!update.docChanged) return;
      const isOwn = !update.transactions.some((transaction) => transaction.annotation(fromOutside));
      if (isOwn) latest.current.onChange(update.state.doc.toString());
      clearTimeout(pause);
      pause = setTimeout(() => remember(update.view.state), PAUSE_MS);
    });
    const { value, memory = null, placeKey } = latest.current;
    const keeper = placeKey === undefined ? undefined : placeKeeper(placeKey);
    const extensions = [
      ...[changing.words.of(words), changing.access.of(access), baseExtensions(), listener],
      keeper?.extension ?? [],
    ];
    const opened = new EditorView({ state: stateFor(value, memory, { extensions }), parent: host.current });
    // Where somebody was is in view again.
    const { head } = opened.state.selection.main;
    const isBack = placeKey !== undefined && goWhereKept(opened, placeKey);
    if (!isBack && head > 0) opened.dispatch({ effects: EditorView.scrollIntoView(head, { y: 'center' }) });
    setView(opened);
    setStatus(statusOf(opened.state));
    return () => {
      if (pause !== undefined) remember(opened.state);
      keeper?.end();
      opened.destroy();
      setView(null);
    };
    // The view outlives changes of the props: they come in by effects.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return { host, view, status, changing };
}

/** The script of a rule: a controlled text with everything an engineer expects of an editor. */
export default function RuleEditor(props: RuleEditorProps) {
  const {
    value,
    problems,
    readOnly = false,
    shownLine = null,
    place = null,
    label,
    marks = NO_MARKS,
  } = props;
  const { inputs, parameters, verdicts } = props;
  // Pages make another function of the same each time.
  const rename = useRef(props.renameGiven);
  const canRename = props.renameGiven !== undefined;
  const { t } = useTranslation('rule-editor');
  const language = useLanguage();
  const words = useMemo(
    () => [phrases(t), EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' })],
    [t, label],
  );
  const access = useMemo(() => [EditorState.readOnly.of(readOnly)], [readOnly]);
  const { host, view, status, changing } = useView(props, words, access);

  useEffect(() => {
    view?.dispatch({ effects: [changing.words.reconfigure(words), changing.access.reconfigure(access)] });
  }, [view, changing, words, access]);

  useEffect(() => {
    rename.current = props.renameGiven;
  });

  useEffect(() => {
    const renameGiven: ScriptSurroundings['renameGiven'] = (...asked) => rename.current?.(...asked);
    const around = { inputs, parameters, verdicts, language, t, ...(canRename && { renameGiven }) };
    view?.dispatch({ effects: setSurroundings.of(around) });
  }, [view, inputs, parameters, verdicts, language, t, canRename]);

  useEffect(() => {
    if (view === null) return;
    // Line ends of another kind are the same text until something is typed.
    const changes = changesBetween(view.state.doc.toString(), value.replace(/\r\n?/g, '\n'));
    if (changes.length > 0) view.dispatch({ changes, annotations: fromOutside.of(true) });
  }, [view, value]);

  useEffect(() => {
    view?.dispatch(setDiagnostics(view.state, diagnosticsOf(view.state, problems)));
  }, [view, problems]);

  useEffect(() => {
    view?.dispatch({ effects: setLineMarks.of(marks) });
  }, [view, marks]);

  useEffect(() => {
    if (view !== null) showLine(view, shownLine);
  }, [view, shownLine]);

  useEffect(() => {
    if (view !== null && place !== null) goTo(view, place);
  }, [view, place]);

  return (
    <div className="flex h-full min-h-0 min-w-0 flex-col border border-line-strong">
      <EditorBar view={view} status={status} readOnly={readOnly} />
      <div ref={host} className="min-h-0 flex-1 overflow-hidden" />
    </div>
  );
}
