import { beforeAll, describe, expect, it } from 'vitest';
import { RULE_ERROR_CODES, type CompileOptions, type RhaiEngine, type ScriptFacts } from './index.ts';
import { loadRhai } from './load-node.ts';

let engine: RhaiEngine;

beforeAll(async () => {
  engine = await loadRhai();
});

function compile(source: string, options?: CompileOptions) {
  const compiled = engine.compile(source, options);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled;
}

function facts(source: string): ScriptFacts {
  return compile(source).facts;
}

describe('facts of a script', () => {
  it('name the inputs in the order of their first use, read by name or through the map', () => {
    expect(facts('let r = input.b / a; if input["c"] > r { d }').inputs).toEqual(['b', 'a', 'c', 'd']);
  });

  it('do not take own names, functions or parameters for inputs', () => {
    const source = 'fn f(x) { x + 1 } let a = 1; let g = f; for i in 0..3 { a += i; } [1].map(|v| v + a + t)';
    expect(facts(source).inputs).toEqual(['t']);
  });

  it('say when inputs are found by computed names', () => {
    expect(facts('input.a').dynamic).toBe(false);
    for (const source of [
      'input[name]',
      '"a" in input',
      'input.keys()',
      'is_def_var("a")',
      'let m = input; m.a',
    ]) {
      expect(facts(source).dynamic).toBe(true);
    }
  });

  it.each([
    [
      'literal maps',
      'if a > 1 { #{ verdict: "HOT", confidence: 1 } } else { #{ verdict: "OK" } }',
      ['HOT', 'OK'],
      true,
    ],
    ['a variable', 'let v = "OK"; if a > 1 { v = "HOT"; } #{ verdict: v }', ['HOT', 'OK'], true],
    [
      'a variable that holds the map',
      'let r = #{ verdict: "OK" }; if a > 1 { r = #{ verdict: "HOT" }; } r',
      ['HOT', 'OK'],
      true,
    ],
    ['an if as the value', '#{ verdict: if a > 1 { "HOT" } else { "OK" } }', ['HOT', 'OK'], true],
    ['a switch', 'switch a { 1.0 => #{ verdict: "A" }, _ => #{ verdict: "B" } }', ['A', 'B'], true],
    ['early returns', 'if a > 1 { return #{ verdict: "HOT" }; } #{ verdict: "OK" }', ['HOT', 'OK'], true],
    ['a function', 'fn end(v) { #{ verdict: "OK" } } end(1)', ['OK'], true],
    ['a verdict put together', '#{ verdict: "L" + a }', [], false],
    ['no else', 'if a > 1 { #{ verdict: "HOT" } }', ['HOT'], false],
  ])('list the verdicts of %s', (_, source, verdicts, known) => {
    expect(facts(source)).toMatchObject({ verdicts, verdictsKnown: known });
  });

  it('list the keys of the result', () => {
    const source = 'if a > 1 { #{ verdict: "A", score: a } } else { #{ verdict: "B", reasons: [] } }';
    expect(facts(source)).toMatchObject({ outputs: ['reasons', 'score', 'verdict'], outputsKnown: true });
    expect(facts('make(a)').outputsKnown).toBe(false);
  });

  it('list the rules in the order of the source, with their text', () => {
    const source =
      'fn f(x) { if x > 2.0 { 1 } else { 0 } }\n// @rule hot\nif temperature > limit("a{b") {\n  1\n}\nswitch mode { _ => 2 }';
    expect(facts(source).rules).toMatchObject([
      { id: 'L1', kind: 'if', line: 1, column: 11, source: 'x > 2.0' },
      { id: 'hot', kind: 'if', line: 3, column: 1, source: 'temperature > limit("a{b")' },
      { id: 'L6', kind: 'switch', line: 6, column: 1, source: 'mode' },
    ]);
  });

  it('warn of functions nobody knows and of names a function cannot see', () => {
    expect(facts('if false { nofn(1) } fn f() { temperature }').warnings).toMatchObject([
      { code: 'UNKNOWN_FUNCTION', line: 1, column: 12 },
      { code: 'UNKNOWN_VARIABLE', line: 1, column: 31 },
    ]);
    expect(facts('let n = 1; [1].map(|x| x.abs() + n)').warnings).toEqual([]);
  });
});

describe('many scripts in one engine', () => {
  it('do not see each other', () => {
    const one = compile('fn f() { 1 } let x = 1; f()');
    const two = compile('fn f() { 2 } f()');
    const three = compile('x');
    expect(engine.evaluate(one.script, {})).toMatchObject({ ok: true, value: 1 });
    expect(engine.evaluate(two.script, {})).toMatchObject({ ok: true, value: 2 });
    expect(engine.evaluate(three.script, {})).toMatchObject({
      ok: false,
      error: { code: 'UNKNOWN_VARIABLE' },
    });
    expect(engine.evaluate(one.script, {})).toMatchObject({ ok: true, value: 1 });
  });

  it('leave nothing of one run to the next', () => {
    const { script } = compile('let seen = is_def_var("y"); let y = 1; a += 1.0; let f = || a; [seen, a]');
    for (let i = 0; i < 3; i++) {
      expect(engine.evaluate(script, { a: 1 })).toMatchObject({ ok: true, value: [false, 2] });
    }
  });

  it('give their memory back when released', () => {
    const source = 'let a = 1; '.repeat(300);
    const round = (): void => {
      for (let i = 0; i < 200; i++) engine.release(compile(source).script);
    };
    round();
    const before = engine.memoryBytes;
    for (let i = 0; i < 5; i++) round();
    expect(engine.memoryBytes).toBe(before);
  });

  it('cannot be used after their release, nor with another engine', async () => {
    const { script } = compile('1');
    engine.release(script);
    expect(() => engine.evaluate(script, {})).toThrow('not of this engine');
    expect(() => engine.release(script)).toThrow('not of this engine');
    const other = await loadRhai();
    expect(() => other.evaluate(compile('1').script, {})).toThrow('not of this engine');
  });
});

describe('a batch', () => {
  const SOURCE =
    'if t > 90.0 { #{ verdict: "HOT", confidence: 0.9 } } else if v > 5 { #{ verdict: "SHAKY" } } else { #{ verdict: "OK", confidence: 1 } }';

  it('answers as single evaluations do, row by row', () => {
    const { script } = compile(SOURCE);
    const t = Float64Array.from({ length: 20_000 }, (_, i) => (i * 37) % 120);
    const v = Float64Array.from({ length: 20_000 }, (_, i) => (i * 13) % 10);
    const batch = engine.evaluateBatch(script, { t, v });
    for (let i = 0; i < t.length; i += 97) {
      const single = engine.evaluate(script, { t: t[i] ?? 0, v: v[i] ?? 0 });
      const value = single.ok ? (single.value as { verdict: string; confidence?: number }) : undefined;
      expect(batch.verdictTable[batch.verdicts[i] ?? -1]).toBe(value?.verdict);
      expect(batch.confidences[i]).toBe(value?.confidence ?? Number.NaN);
      expect(batch.operations[i]).toBe(single.operations);
      const fired = single.trace.filter((entry) => entry.fired).map((entry) => entry.ruleId);
      const bits = compile(SOURCE).facts.rules.filter((_, rule) => ((batch.fired[i] ?? 0) >> rule) & 1);
      expect(bits.map((rule) => rule.id)).toEqual(fired);
    }
  });

  it('answers each row with its own error', () => {
    const { script } = compile('#{ verdict: "OK", rate: a / b }');
    const batch = engine.evaluateBatch(script, {
      a: Float64Array.of(1, 1, Number.NaN, Number.POSITIVE_INFINITY),
      b: Float64Array.of(2, 0, 1, 1),
    });
    const codes = Array.from(batch.codes, (code) => RULE_ERROR_CODES[code]);
    expect(codes).toEqual(['NONE', 'NOT_FINITE', 'UNKNOWN_VARIABLE', 'INPUT']);
    expect([...batch.verdicts]).toEqual([0, -1, -1, -1]);
  });

  it('takes a missing number as nothing where that is asked for', () => {
    const { script } = compile('#{ verdict: if a == () { "NONE" } else { "SOME" } }');
    const batch = engine.evaluateBatch(script, { a: Float64Array.of(1, Number.NaN) }, { nullable: ['a'] });
    expect(Array.from(batch.verdicts, (index) => batch.verdictTable[index])).toEqual(['SOME', 'NONE']);
  });

  it('takes one value for all rows', () => {
    const { script } = compile('#{ verdict: if a > limits.high { mode } else { "OK" } }');
    const columns = { a: Float64Array.of(1, 9), limits: { high: 5 }, mode: '자동' };
    const batch = engine.evaluateBatch(script, columns);
    expect(Array.from(batch.verdicts, (index) => batch.verdictTable[index])).toEqual(['OK', '자동']);
  });

  it('takes texts and booleans, one a row, and gives further numbers of the result', () => {
    const { script } = compile(
      '#{ verdict: if on == true { mode } else { "OFF" }, level: mode.len, high: on == true }',
    );
    const columns = {
      mode: { texts: ['auto', '수동'], indexes: Int32Array.of(0, 1, -1) },
      on: { booleans: Int8Array.of(1, -1, 0) },
    };
    const batch = engine.evaluateBatch(script, columns, {
      nullable: ['on'],
      outputs: ['level', 'high', 'none'],
    });
    expect(Array.from(batch.verdicts, (index) => batch.verdictTable[index])).toEqual([
      'auto',
      'OFF',
      undefined,
    ]);
    expect(Array.from(batch.codes, (code) => RULE_ERROR_CODES[code])).toEqual([
      'NONE',
      'NONE',
      'UNKNOWN_VARIABLE',
    ]);
    expect(batch.outputs).toEqual({
      level: Float64Array.of(4, 2, Number.NaN),
      high: Float64Array.of(1, 0, Number.NaN),
      none: new Float64Array(3).fill(Number.NaN),
    });
  });

  it('hands over inputs that a script finds by computed names', () => {
    const { script } = compile(
      'let name = "a" + "b"; #{ verdict: if "c" in input { "C" } else { "NO" }, sum: input[name] }',
    );
    const columns = { ab: Float64Array.of(1, 2), c: { booleans: Int8Array.of(-1, 1) } };
    for (const interpretOnly of [true, false]) {
      const batch = engine.evaluateBatch(script, columns, { outputs: ['sum'], interpretOnly });
      expect(Array.from(batch.verdicts, (index) => batch.verdictTable[index])).toEqual(['NO', 'C']);
      expect([...(batch.outputs['sum'] ?? [])]).toEqual([1, 2]);
    }
  });

  it('marks results that are no verdict', () => {
    const { script } = compile('if a > 1 { 5 } else { #{ verdict: 5 } }');
    const batch = engine.evaluateBatch(script, { a: Float64Array.of(1, 2) });
    expect(Array.from(batch.codes, (code) => RULE_ERROR_CODES[code])).toEqual(['RESULT_TYPE', 'RESULT_TYPE']);
  });

  it('refuses columns of different lengths', () => {
    const { script } = compile('#{ verdict: "OK", x: a + b }');
    expect(() => engine.evaluateBatch(script, { a: Float64Array.of(1), b: Float64Array.of(1, 2) })).toThrow(
      RangeError,
    );
  });
});

describe('the tree of a source', () => {
  it('is that of the parser, with the literals that arms of a switch stand for', () => {
    const result = engine.tree('switch x { 1 | "둘" if y => 3, -2.5 => (), 5..=9 => { 1 } _ => `a${x}` }');
    expect(result).toMatchObject({
      ok: true,
      tree: {
        main: [
          {
            kind: 'switch',
            complete: true,
            value: { kind: 'variable', name: 'x', at: [1, 8] },
            arms: [
              { values: [{ kind: 'whole', value: 1 }, { value: '둘' }], condition: { name: 'y' } },
              { values: [{ kind: 'float', value: -2.5 }], result: { body: [{ value: { kind: 'unit' } }] } },
              { values: [], ranges: [{ from: 5, to: 9, inclusive: true }] },
              { otherwise: true },
            ],
          },
        ],
      },
    });
  });

  it('keeps whole numbers that are no JavaScript numbers, and says where a source does not parse', () => {
    expect(engine.tree('9007199254740993')).toMatchObject({
      tree: { main: [{ value: { kind: 'whole', value: '9007199254740993' } }] },
    });
    expect(engine.tree('let = 3')).toMatchObject({ ok: false, diagnostics: [{ code: 'SYNTAX', line: 1 }] });
  });
});
