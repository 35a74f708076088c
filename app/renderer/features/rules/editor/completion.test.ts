import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { FUNCTION_HELP } from '../../../../../shared/rhai-syntax/help/index.ts';
import { completeScript } from './completion.ts';
import { rhai } from './rhai-language.ts';
import { setSurroundings, surroundings } from './script-state.ts';

const AROUND = setSurroundings.of({
  inputs: [
    {
      name: 'temperature',
      type: 'number',
      unit: 'Cel',
      optional: false,
      live: { text: '91.5', source: 'a/b' },
    },
    { name: 'mode', type: 'text', values: ['run', 'idle'], optional: false },
  ],
  parameters: { limit: 85, shift_name: 'A' },
  verdicts: { NORMAL: 'normal', OVERHEAT: 'high' },
  language: 'en',
  t: ((key: string) => key) as unknown as TFunction<'rule-editor'>,
});

/** Labels offered at `^`; `null`: nothing is offered by itself. */
function offered(text: string, explicit = false): string[] | null {
  const pos = text.indexOf('^');
  const opened = EditorState.create({ doc: text.replace('^', ''), extensions: [rhai, surroundings] });
  const { state } = opened.update({ effects: AROUND });
  const result = completeScript(new CompletionContext(state, pos, explicit));
  if (result === null) return null;
  const word = state.sliceDoc(result.from, pos).replace(/^"/, '');
  return result.options.map(({ label }) => label).filter((label) => label.startsWith(word));
}

/** What is put in for a label. */
function applied(text: string, wanted: string): unknown {
  const pos = text.indexOf('^');
  const opened = EditorState.create({ doc: text.replace('^', ''), extensions: [rhai, surroundings] });
  const { state } = opened.update({ effects: AROUND });
  const result = completeScript(new CompletionContext(state, pos, true));
  const option = result?.options.find(({ label }) => label === wanted);
  return option?.apply ?? option?.label;
}

describe('completion', () => {
  it('offers inputs, names in scope, functions and words where a value can stand', () => {
    expect(offered('let tempo = 1; if te^')).toEqual(expect.arrayContaining(['tempo', 'temperature']));
    expect(offered('let a = 1; { let inner = 2; } inn^')).toEqual([]);
    expect(offered('fn f(first) { fir^ }')).toEqual(['first']);
    expect(offered('rou^')).toEqual(['round']);
    expect(offered('swi^')).toEqual(['switch']);
    expect(offered('let own = |argument| arg^')).toEqual(['argument']);
  });

  it('offers no input where a function cannot see it, or another name hides it', () => {
    expect(offered('fn f() { tempe^ }')).toEqual([]);
    expect(offered('fn f() { para^ }')).toEqual([]);
    expect(offered('let mode = 1; mod^')).toEqual(['mode']);
  });

  it('offers what follows a point: parameters, inputs, functions of values', () => {
    expect(offered('parameters.^')).toEqual(['limit', 'shift_name']);
    expect(offered('let x = parameters.sh^;')).toEqual(['shift_name']);
    expect(offered('input.^')).toEqual(['temperature', 'mode']);
    expect(offered('"abc".to_up^')).toEqual(['to_upper']);
    expect(offered('fn mine(x) { } let list = []; list.mi^')).toEqual(
      expect.arrayContaining(['mine', 'mixin']),
    );
    expect(offered('0..^')).not.toEqual(expect.arrayContaining(['to_upper']));
  });

  it('offers verdicts where one is meant, with their quotes', () => {
    expect(offered('#{ verdict: ^')).toEqual(['NORMAL', 'OVERHEAT']);
    expect(applied('#{ verdict: ^', 'OVERHEAT')).toBe('"OVERHEAT"');
    expect(applied('#{ verdict: ^ }', 'OVERHEAT')).toBe('"OVERHEAT"');
    expect(offered('#{ verdict: "OV^" }')).toEqual(['OVERHEAT']);
    expect(applied('#{ verdict: "OV^" }', 'OVERHEAT')).toBe('OVERHEAT');
    expect(offered('#{ other: "OV^" }')).toBeNull();
  });

  it('offers the allowed values of an input that a text is compared with', () => {
    expect(offered('if mode == "^" { }')).toEqual(['run', 'idle']);
    expect(offered('if mode in ["run", "^"] { }')).toEqual(['run', 'idle']);
    expect(offered('switch mode { "i^" => 1 }')).toEqual(['idle']);
    expect(offered('if input.mode == "^" { }')).toEqual(['run', 'idle']);
    expect(offered('let mode = "x"; if mode == "^" { }')).toBeNull();
  });

  it('is silent in comments, texts, numbers and new names', () => {
    for (const text of [
      '// te^',
      '/* te^ */',
      '"te^"',
      '`te^`',
      '12^',
      'let te^ = 1',
      'fn te^() { }',
      'fn f(te^) { }',
    ]) {
      expect([text, offered(text)]).toEqual([text, null]);
    }
    expect(offered('`${te^}`')).toEqual(expect.arrayContaining(['temperature']));
  });

  it('knows every function of the engine, before a bracket or after a point', () => {
    const all = new Set([...(offered('^', true) ?? []), ...(offered('x.^') ?? [])]);
    expect(Object.keys(FUNCTION_HELP).filter((name) => !all.has(name))).toEqual([]);
  });
});
