import { toggleComment } from '@codemirror/commands';
import { ensureSyntaxTree, foldable, getIndentation, matchBrackets } from '@codemirror/language';
import { EditorState, type Transaction } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { rhai } from './rhai-language.ts';

/** The text with `^` taken out, and where it was. */
function marked(text: string): { state: EditorState; at: number } {
  const at = text.indexOf('^');
  const opened = EditorState.create({
    doc: text.replace('^', ''),
    selection: { anchor: Math.max(at, 0) },
    extensions: [rhai],
  });
  // A busy machine may not be done with it yet.
  ensureSyntaxTree(opened, opened.doc.length, 60_000);
  return { state: opened.update({}).state, at };
}

describe('the language in the editor', () => {
  it.each([
    ['^#{ a: [1] }', 0, 10],
    ['let x = a^[b[1]];', 9, 14],
    ['let x = a^?[1];', 9, 12],
    ['`a ^${ f({ 1 }) } b`', 3, 15],
    ['if a ^{ #{ b: 1 } }', 5, 17],
  ])('finds the other bracket: %s', (text, from, to) => {
    const { state, at } = marked(text);
    expect(matchBrackets(state, at, 1)).toMatchObject({ matched: true, start: { from }, end: { from: to } });
    expect(matchBrackets(state, to + 1, -1)).toMatchObject({ matched: true, end: { from } });
  });

  it('sees that a bracket in a text is none', () => {
    const { state, at } = marked('f^("(")');
    expect(matchBrackets(state, at, 1)).toMatchObject({ matched: true, end: { from: 5 } });
  });

  it.each([
    ['fn f() {\n^', 4],
    ['let m = #{\n    a: [\n^', 8],
    ['switch x {\n^', 4],
    ['if a {\n    b(\n^', 8],
    ['fn f() {\n    1\n^}', 0],
  ])('sets the next line in: %j', (text, columns) => {
    const { state, at } = marked(text);
    expect(getIndentation(state, at)).toBe(columns);
  });

  it('folds blocks, cases, maps, arrays and long comments', () => {
    for (const text of [
      'fn f() {\n1\n}',
      'switch x {\n_ => 1\n}',
      'let m = #{\na: 1\n};',
      'let a = [\n1\n];',
      '/*\n a\n*/',
    ]) {
      const { state } = marked(text);
      const line = state.doc.line(1);
      expect([text, foldable(state, line.from, line.to) !== null]).toEqual([text, true]);
    }
  });

  it('takes a line out and in again as a comment', () => {
    const { state } = marked('let x = 1;\n^let y = 2;');
    let after = state;
    const dispatch = (transaction: Transaction) => void (after = transaction.state);
    toggleComment({ state, dispatch });
    expect(after.doc.toString()).toBe('let x = 1;\n// let y = 2;');
    toggleComment({ state: after, dispatch });
    expect(after.doc.toString()).toBe('let x = 1;\nlet y = 2;');
  });
});
