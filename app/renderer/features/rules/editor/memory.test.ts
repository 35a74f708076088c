import { history, undo, undoDepth } from '@codemirror/commands';
import { EditorState, type Transaction } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { MEMORY_LIMIT, rememberState, stateFor } from './memory.ts';

const config = { extensions: [history({ newGroupDelay: 0, minDepth: 100_000 })] };

/** A state in which texts have been typed one after the other. */
function typed(...texts: readonly string[]): EditorState {
  let state = stateFor('', null, config);
  for (const insert of texts) {
    const { length } = state.doc;
    state = state.update({
      changes: { from: length, insert },
      selection: { anchor: length + insert.length },
    }).state;
  }
  return state;
}

function undone(state: EditorState): EditorState {
  let after = state;
  undo({ state, dispatch: (transaction: Transaction) => void (after = transaction.state) });
  return after;
}

/** As it comes back from where it was kept. */
const kept = (state: EditorState) => JSON.parse(JSON.stringify(rememberState(state)));

describe('the memory of an editor', () => {
  it('brings undo and cursor back after a restart', () => {
    const again = stateFor('let a = 1;', kept(typed('let a', ' = 1;')), config);
    expect(again.selection.main.head).toBe(10);
    expect(undone(again).doc.toString()).toBe('let a');
    expect(undone(undone(again)).doc.toString()).toBe('');
  });

  it('is left alone when the text has become another one, or it is broken', () => {
    const memory = kept(typed('a', 'b'));
    for (const other of [memory, { text: 'x', state: { history: 5 } }, { text: 'x', state: null }]) {
      const state = stateFor('x', other, config);
      expect([state.doc.toString(), undoDepth(state)]).toEqual(['x', 0]);
    }
  });

  it('forgets the oldest steps first when it grows too long', () => {
    const long = typed(...Array.from({ length: 60 }, (_, index) => String(index % 10).repeat(10_000)));
    let state = long;
    // Undoing needs the removed text of each step: replace everything again and again.
    for (let index = 0; index < 5; index++) {
      state = state.update({
        changes: { from: 0, to: state.doc.length, insert: 'x'.repeat(150_000) + index },
      }).state;
    }
    const memory = kept(state);
    expect(JSON.stringify(memory.state).length).toBeLessThanOrEqual(MEMORY_LIMIT);
    const again = stateFor(memory.text, memory, config);
    expect(undoDepth(again)).toBeGreaterThan(0);
    expect(undone(again).doc.toString()).toBe(undone(state).doc.toString());
  });
});
