import { historyField } from '@codemirror/commands';
import { EditorState, type EditorStateConfig } from '@codemirror/state';
import type { EditorMemory } from './types.ts';

const FIELDS = { history: historyField };

/** Characters of JSON that may be kept; the oldest steps go first. */
export const MEMORY_LIMIT = 400_000;

interface StateJson {
  history: { done: unknown[]; undone: unknown[] };
}

/** Everything an editor needs to go on where it was, undo included. */
export function rememberState(state: EditorState): EditorMemory {
  const json = state.toJSON(FIELDS) as StateJson & Record<string, unknown>;
  // The text once is enough.
  const { doc: _doc, ...rest } = json;
  const { done } = json.history;
  let size = JSON.stringify(rest).length;
  let dropped = 0;
  while (size > MEMORY_LIMIT && dropped < done.length) size -= JSON.stringify(done[dropped++]).length + 1;
  const history = { ...json.history, done: done.slice(dropped) };
  return { text: state.doc.toString(), state: { ...rest, history } };
}

/**
 * The state for `text`: as remembered if it is the remembered text, else new. Whatever is wrong with what was kept
 * (another version's form, a cut file), the text itself is never lost by it.
 */
export function stateFor(text: string, memory: EditorMemory | null, config: EditorStateConfig): EditorState {
  if (memory?.text === text) {
    try {
      return EditorState.fromJSON({ ...(memory.state as object), doc: text }, config, FIELDS);
    } catch {
      // Falls through: an editor without its past.
    }
  }
  return EditorState.create({ ...config, doc: text });
}
