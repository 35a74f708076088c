import { beforeAll, describe, expect, it } from 'vitest';
import { RULE_ERROR_CODES, type RhaiEngine, type RhaiValue } from '../index.ts';
import { loadRhai } from '../load-node.ts';
import { judgedInAllWays } from './judged.ts';

let engine: RhaiEngine;

beforeAll(async () => {
  engine = await loadRhai();
});

/** The code that all three ways end in, and whether the rule is compiled. */
function outcomeOf(source: string, parameters: RhaiValue = {}): { code: string; isCompiled: boolean } {
  const columns = { x: Float64Array.of(7, 9007199254740994), parameters };
  // Fails where one way differs.
  const judged = judgedInAllWays(engine, source, columns, {}, {});
  if (judged === undefined) throw new Error('no script');
  const compiled = engine.compile(source);
  if (!compiled.ok) throw new Error('no script');
  const { codes } = engine.evaluateBatch(compiled.script, columns);
  engine.release(compiled.script);
  return { code: RULE_ERROR_CODES[codes[0] ?? 0] ?? '', isCompiled: judged.path.kind === 'compiled' };
}

describe('a batch, compiled or not, refuses the results that a single judgment refuses', () => {
  it.each([
    ['a whole number beyond ±2^53', '#{ verdict: "OK", n: 9007199254740993 }'],
    ['the same within a list', '#{ verdict: "OK", n: [#{ a: -9007199254740993 }] }'],
    ['one that is computed', 'let n = x.to_int() * 1000000000 * 10000000; #{ verdict: "OK", n: n }'],
    [
      'one that is pushed onto a list',
      'let l = []; if x > 1.0 { l.push(9007199254740993); } #{ verdict: "OK", l: l }',
    ],
    ['a range', '#{ verdict: "OK", at: 0..5 }'],
    ['a confidence that is a text', '#{ verdict: "OK", confidence: "high" }'],
    ['a confidence that is a boolean', '#{ verdict: "OK", confidence: x > 1.0 }'],
    ['a confidence that is a list', '#{ verdict: "OK", confidence: [0.5] }'],
    ['a reason that is a number', '#{ verdict: "OK", reasons: [x] }'],
    [
      'a reason that is a number, pushed',
      'let l = ["a"]; if x > 1.0 { l.push(x); } #{ verdict: "OK", reasons: l }',
    ],
    ['a reason in one language', '#{ verdict: "OK", reasons: #{ ko: "가" } }'],
    ['a list of reasons in a list', '#{ verdict: "OK", reasons: [["a"]] }'],
    ['a verdict that is a number', '#{ verdict: x }'],
    ['no verdict', '#{ confidence: 0.5 }'],
    ['no map', 'x'],
    ['seventeen levels', `#{ verdict: "OK", deep: ${'['.repeat(15)}x${']'.repeat(15)} }`],
  ])('%s, also where the rule is compiled', (_, source) => {
    expect(outcomeOf(source)).toEqual({ code: 'RESULT_TYPE', isCompiled: true });
  });

  it.each([
    ['one in one of two lists', '#{ verdict: "OK", l: if x > 1.0 { [9007199254740993] } else { [] } }'],
    ['a function', '#{ verdict: "OK", f: Fn("abs") }'],
    ['a closure', '#{ verdict: "OK", f: [|v| v + 1.0] }'],
    ['bytes', '#{ verdict: "OK", b: blob(3) }'],
    ['parameters that are nested too deep for a result', '#{ verdict: "OK", input: input }'],
  ])('%s', (_, source) => {
    let deep: RhaiValue = 1;
    for (let level = 0; level < 14; level++) deep = [deep];
    expect(outcomeOf(source, { deep })).toEqual({ code: 'RESULT_TYPE', isCompiled: false });
  });

  it.each([
    ['±2^53', '#{ verdict: "OK", n: [9007199254740992, -9007199254740992] }'],
    ['a large number that stays inside', 'let n = 9007199254740993; #{ verdict: "OK", isLarge: n > 5 }'],
    ['sixteen levels', `#{ verdict: "OK", deep: ${'['.repeat(14)}x${']'.repeat(14)} }`],
    [
      'reasons of both kinds',
      '#{ verdict: "OK", reasons: ["a", `x ${x}`, #{ ko: "가", en: "a" }], confidence: () }',
    ],
    ['one reason without a list', '#{ verdict: "OK", reasons: "a", confidence: 1 }'],
    [
      'a list whose reasons are pushed',
      'let l = []; if x > 1.0 { l.push("a"); } #{ verdict: "OK", reasons: l }',
    ],
  ])('and takes what that takes: %s', (_, source) => {
    expect(outcomeOf(source)).toEqual({ code: 'NONE', isCompiled: true });
  });

  it('and takes a verdict of a single character', () => {
    expect(outcomeOf("#{ verdict: 'A' }").code).toBe('NONE');
  });

  it('and takes another verdict for every row', () => {
    const compiled = engine.compile('#{ verdict: "V" + x.to_int() }');
    if (!compiled.ok) throw new Error('no script');
    const columns = { x: Float64Array.from({ length: 9_000 }, (_, row) => row) };
    const { codes, verdictTable } = engine.evaluateBatch(compiled.script, columns, { interpretOnly: true });
    expect(codes.every((code) => code === 0)).toBe(true);
    expect(verdictTable.length).toBe(9_000);
    engine.release(compiled.script);
  });

  it.each([127, 128, 129, 200])('and asks %i parameters for a name with the same answer', (count) => {
    const parameters = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));
    const source = 'if "p5" in parameters { return #{ verdict: "A" }; } #{ verdict: "B" }';
    expect(outcomeOf(source, parameters)).toEqual(
      count > 128 ? { code: 'MAP_LIMIT', isCompiled: false } : { code: 'NONE', isCompiled: true },
    );
  });
});
