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

describe('the memory of an editor', () => {
  it('brings undo and cursor back after a restart', () => {
    const again = stateFor('let a = 1;', rememberState(typed('let a', ' = 1;')), config);
    expect(again.selection.main.head).toBe(10);
    expect(undone(again).doc.toString()).toBe('let a');
    expect(undone(undone(again)).doc.toString()).toBe('');
  });

  it('is left alone when the text has become another one, or it is broken', () => {
    const memory = rememberState(typed('a', 'b'));
    const broken = rememberState(typed('x')).replace('"done"', '"gone"');
    for (const other of [memory, broken, '{"of":"1:', 'null', '5']) {
      const state = stateFor('x', other, config);
      expect([state.doc.toString(), undoDepth(state)]).toEqual(['x', 0]);
    }
  });

  it('forgets the oldest steps first when it grows too long', () => {
    let state = typed('start');
    // An undo needs what it brings back.
    for (let index = 0; index < 5; index++) {
      const insert = 'x'.repeat(100_000) + index;
      state = state.update({ changes: { from: 0, to: state.doc.length, insert } }).state;
    }
    const memory = rememberState(state);
    expect(memory.length).toBeLessThanOrEqual(MEMORY_LIMIT);
    const again = stateFor(state.doc.toString(), memory, config);
    expect(undoDepth(again)).toBeGreaterThan(0);
    expect(undoDepth(again)).toBeLessThan(undoDepth(state));
    expect(undone(again).doc.toString()).toBe(undone(state).doc.toString());
    const back = rememberState(undone(undone(undone(undone(undone(state))))));
    expect(back.length).toBeLessThanOrEqual(MEMORY_LIMIT);
  });
});
