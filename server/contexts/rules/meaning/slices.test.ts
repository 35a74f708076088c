import { describe, expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import { isTrue, ruleset } from '../../../../tests/support/compared-versions.ts';
import { createMeaningEngine } from '../../../composition/meaning-engine.ts';
import { compareMeaning } from './compare.ts';
import { slicesOf } from './slices.ts';

const INPUTS = Array.from({ length: 30 }, (_, at) => ({ name: `m${at}`, type: 'number' }));
const VERDICTS = Object.fromEntries(['OK', 'V0', 'V1', 'V2'].map((word) => [word, 'low']));
const of = (source: string, parameters = {}) => ruleset(source, INPUTS, { verdicts: VERDICTS, parameters });

const sliced = (before: string, after: string) => {
  const slices = slicesOf(of(before), of(after));
  const short = (source = '') => source.replaceAll(/\s+/g, ' ').trim();
  return slices && [short(slices.before.source), short(slices.after.source)];
};

const RULE = (input: string, limit: string, verdict: string) =>
  `if ${input} > ${limit} { return #{ verdict: "${verdict}" }; }`;
const END = '#{ verdict: "OK" }';

describe('what both versions have is left out', () => {
  it('a rule that is not the same stays', () => {
    const first = RULE('m0', '1.0', 'V0');
    const last = RULE('m2', '3.0', 'V2');
    expect(
      sliced(
        [first, RULE('m1', '2.0', 'V1'), last, END].join('\n'),
        [first, RULE('m1', '2.5', 'V1'), last, END].join('\n'),
      ),
    ).toEqual([`${RULE('m1', '2.0', 'V1')} ${END}`, `${RULE('m1', '2.5', 'V1')} ${END}`]);
  });

  it('a rule whose words are the same stays where what goes into it is another', () => {
    const rules = ['let high = m0 * K;', RULE('high', '1.0', 'V0'), RULE('m1', '2.0', 'V1'), END].join('\n');
    expect(sliced(rules.replace('K', '2.0'), rules.replace('K', '3.0'))?.[1]).toBe(
      `let high = m0 * 3.0; ${RULE('high', '1.0', 'V0')} ${END}`,
    );
  });

  it('what counts on stays: it is no rule by itself', () => {
    const rules = [
      'let score = 0;',
      'if m0 > 1.0 { score += 1; }',
      'if m1 > 1.0 { list.push(1); }',
      RULE('m2', 'K', 'V0'),
      END,
    ];
    const text = rules.join('\n');
    expect(slicesOf(of(text.replace('K', '1.0')), of(text.replace('K', '2.0')))).toBeUndefined();
  });

  it('nothing is, where nothing differs but a manifest', () => {
    const text = [RULE('m0', '1.0', 'V0'), END].join('\n');
    expect(slicesOf(of(text), of(text))).toBeUndefined();
  });
});

describe('of many rules, whatever they are made of, one that has changed is led to', async () => {
  const rhai = await loadRhai();
  const many = Array.from({ length: 90 }, (_, at) => at);
  // Rules over the same input have another one beside it, so that none is hidden by those before it.
  const other = (at: number) => (at * 7 + 3 + Math.floor(at / 30)) % 30;
  const limit = (at: number, moved: number) => ((at * 37) % 50) + (at === moved ? 1 : 0);
  const forms: Readonly<Record<string, (moved: number) => string>> = {
    'verdicts that are given one after the other': (moved) =>
      `let verdict = "OK";\n${many
        .map(
          (at) =>
            `if m${at % 30} > ${limit(at, moved)}.0 && m${other(at)} < -${at}.0 { verdict = "V${at % 3}"; }`,
        )
        .join('\n')}\n#{ verdict: verdict }`,
    'a border between two arms of a switch': (moved) =>
      `${many
        .map(
          (at) =>
            `switch m${at % 30} { 100..${limit(at, moved) + 200} => { if m${other(at)} < -${at}.0 { return #{ verdict: "V0" }; } } ` +
            `${limit(at, moved) + 200}..400 => { if m${other(at)} < -${at}.0 { return #{ verdict: "V1" }; } } _ => {} }`,
        )
        .join('\n')}\n${END}`,
    'a function that many rules share': (moved) =>
      `fn isHot(x, y) { if x > ${moved < 0 ? 40 : 41}.0 { return y < -5.0; } false }\n${many
        .map((at) =>
          at % 2 === 0
            ? `if isHot(m${at % 30}, m${other(at)}) { return #{ verdict: "V${at % 3}" }; }`
            : RULE(`m${at % 30} + m${other(at)}`, `${limit(at, -1) + 60}.0`, 'V1'),
        )
        .join('\n')}\n${END}`,
  };

  it.each(Object.keys(forms).flatMap((form) => [0, 45, 89].map((moved) => [form, moved] as const)))(
    '%s, number %i',
    (form, moved) => {
      const source = forms[form] as (moved: number) => string;
      const [before, after] = [of(source(-1)), of(source(moved))];
      let at = 0;
      const budget = { now: () => (at += 1), budgetMs: 2_500 };
      const run = compareMeaning(createMeaningEngine(rhai), { before, after, inputs: [] }, budget);
      let step = run.next();
      while (step.done !== true) step = run.next();
      if (step.value === null) throw new Error('no script');
      expect(step.value.regions.length).toBeGreaterThan(0);
      expect(isTrue(rhai, before, after, step.value)).toBe(true);
    },
  );
});
