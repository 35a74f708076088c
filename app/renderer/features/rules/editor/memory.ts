import { historyField } from '@codemirror/commands';
import { EditorState, type EditorStateConfig } from '@codemirror/state';

const FIELDS = { history: historyField };

/** Characters that a memory may have; the oldest steps go first. Less than what a draft may hold. */
export const MEMORY_LIMIT = 280_000;

interface Kept {
  /** The text it belongs to is kept elsewhere: this tells whether it is still the same. */
  readonly of: string;
  readonly state: { readonly history: { done: unknown[]; undone: unknown[] } };
}

/** Length and FNV-1a of a text: enough to tell whether it has changed since. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}:${(hash >>> 0).toString(16)}`;
}

/** Everything an editor needs to go on where it was, undo included, but for the text itself. */
export function rememberState(state: EditorState): string {
  const { doc: _doc, ...rest } = state.toJSON(FIELDS) as Kept['state'] & { doc: string };
  const { done } = rest.history;
  const of = markOf(state.doc.toString());
  let size = JSON.stringify({ of, state: rest }).length;
  let dropped = 0;
  while (size > MEMORY_LIMIT && dropped < done.length) size -= JSON.stringify(done[dropped++]).length + 1;
  // What was undone can be as long, and is worth less.
  const undone = size > MEMORY_LIMIT ? [] : rest.history.undone;
  const kept: Kept = { of, state: { ...rest, history: { done: done.slice(dropped), undone } } };
  return JSON.stringify(kept);
}

/**
 * The state for `text`: as remembered if that is of the same text, else new. Whatever is wrong with what was kept (another
 * version's form, a cut text), the text itself is never lost by it.
 */
export function stateFor(text: string, memory: string | null, config: EditorStateConfig): EditorState {
  try {
    const { of, state } = JSON.parse(memory ?? 'null') as Kept;
    if (of === markOf(text)) return EditorState.fromJSON({ ...state, doc: text }, config, FIELDS);
  } catch {
    // An editor without its past.
  }
  return EditorState.create({ ...config, doc: text });
}
