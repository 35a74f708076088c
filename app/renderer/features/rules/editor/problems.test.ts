import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from './problems.ts';
import { rhai } from './rhai-language.ts';

/** The text under a problem at a place. */
function under(
  doc: string,
  line: number,
  column: number,
  end: { endLine?: number; endColumn?: number } = {},
): string {
  const state = EditorState.create({ doc, extensions: [rhai] });
  const [found] = diagnosticsOf(state, [{ severity: 'error', message: 'wrong', line, column, ...end }]);
  return doc.slice(found?.from, found?.to);
}

describe('a problem', () => {
  it('covers the word at its place, or as far as it says', () => {
    expect(under('let x = unknown + 1;', 1, 9)).toBe('unknown');
    expect(under('let x = 1;\nx >= 5', 2, 3)).toBe('>=');
    expect(under('let x = a + b;', 1, 9, { endLine: 1, endColumn: 14 })).toBe('a + b');
  });

  it('counts characters as the engine does, not 16-bit units', () => {
    expect(under('"😀😀" + wrong', 1, 8)).toBe('wrong');
    expect(under('"온도" + wrong', 1, 8)).toBe('wrong');
  });

  it('is visible at the end of a line, of the script and outside of it', () => {
    expect(under('let x =', 1, 8)).toBe('=');
    expect(under('let x =\n', 9, 99)).toBe('');
    expect(under('abc', 5, 7)).toBe('c');
  });
});
