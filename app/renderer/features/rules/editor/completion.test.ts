import { CompletionContext, type Completion } from '@codemirror/autocomplete';
import { EditorState, type TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { formatScript } from '../../../../../shared/rhai-syntax/format.ts';
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
  const option = optionOf(text, wanted);
  return option?.apply ?? option?.label;
}

/** The text after a function was chosen, the cursor as `^`. */
function chosen(text: string, wanted: string): string {
  const pos = text.indexOf('^');
  const option = optionOf(text, wanted);
  const from = pos - (/\w*$/.exec(text.slice(0, pos))?.[0].length ?? 0);
  let { state } = EditorState.create({ doc: text.replace('^', '') }).update({});
  const view = { state, dispatch: (spec: TransactionSpec) => void (state = state.update(spec).state) };
  if (option === undefined || typeof option.apply !== 'function') return 'no call';
  option.apply(view as unknown as EditorView, option, from, pos);
  const { head } = state.selection.main;
  return `${state.sliceDoc(0, head)}^${state.sliceDoc(head)}`;
}

function optionOf(text: string, wanted: string): Completion | undefined {
  const pos = text.indexOf('^');
  const opened = EditorState.create({ doc: text.replace('^', ''), extensions: [rhai, surroundings] });
  const { state } = opened.update({ effects: AROUND });
  const result = completeScript(new CompletionContext(state, pos, true));
  return result?.options.find(({ label }) => label === wanted);
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

  it('puts a function in as a call, and its brackets only once', () => {
    expect(chosen('let a = rou^', 'round')).toBe('let a = round(^)');
    expect(chosen('let a = rou^(5.5)', 'round')).toBe('let a = round^(5.5)');
    expect(chosen('let a = P^', 'PI')).toBe('let a = PI()^');
    expect(chosen('fn own(a) { } ow^', 'own')).toBe('fn own(a) { } own(^)');
    expect(chosen('list.le^', 'len')).toBe('no call');
    expect(chosen('list.so^', 'sort')).toBe('list.sort()^');
  });

  it('puts a whole rule in that Rhai would take', () => {
    const rule = chosen('rul^', 'rule').replace('^', '');
    expect(rule).toContain('reasons: [#{ ko: "ko", en: "en" }]');
    expect(formatScript(rule)).toBe(rule);
  });

  it('knows every function of the engine, before a bracket or after a point', () => {
    const all = new Set([...(offered('^', true) ?? []), ...(offered('x.^') ?? [])]);
    expect(Object.keys(FUNCTION_HELP).filter((name) => !all.has(name))).toEqual([]);
  });
});
