import type { Diagnostic } from '@codemirror/lint';
import type { EditorState, Text } from '@codemirror/state';
import { treeOf } from './script-state.ts';
import type { EditorProblem } from './types.ts';

/** Offset of a place that counts lines and characters from 1; what lies outside is brought to the nearest inside. */
export function offsetOf(doc: Text, line: number, column: number): number {
  const { from, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  // The engine counts characters, the editor 16-bit units.
  return from + [...text].slice(0, Math.max(column - 1, 0)).join('').length;
}

/** Where a problem is drawn: as far as it says, else over the word it is at, else over one character. */
function rangeOf(state: EditorState, problem: EditorProblem): { from: number; to: number } {
  const { doc } = state;
  const from = offsetOf(doc, problem.line, problem.column);
  if (problem.endLine !== undefined && problem.endColumn !== undefined) {
    return { from, to: Math.max(from, offsetOf(doc, problem.endLine, problem.endColumn)) };
  }
  const leaf = treeOf(state).resolveInner(from, 1);
  if (leaf.from === from && leaf.firstChild === null && leaf.to > from) return { from, to: leaf.to };
  const line = doc.lineAt(from);
  // Beyond the end of a line there is nothing to underline: its last character stands for it.
  if (from >= line.to) return { from: Math.max(line.from, line.to - 1), to: line.to };
  return { from, to: from + 1 };
}

/** Problems as CodeMirror draws them. */
export function diagnosticsOf(state: EditorState, problems: readonly EditorProblem[]): Diagnostic[] {
  return problems.map((problem) => ({
    ...rangeOf(state, problem),
    severity: problem.severity,
    message: problem.message,
    ...(problem.actions && {
      actions: problem.actions.map(({ label, run }) => ({ name: label, apply: run })),
    }),
  }));
}
