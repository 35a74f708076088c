import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenFiles } from '../../rhai-wasm/golden/golden-cases.ts';
import type { RhaiEngine, ScriptFacts } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { rhaiScript } from '../../tests/support/rhai-scripts.ts';
import { formatScript, leavesOf } from './format.ts';
import { parser } from './parser.ts';

const shipped = join(import.meta.dirname, '../../server/contexts/rules/shipped');
const shippedScripts = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(join(shipped, name, 'rules.rhai'), 'utf8'));

describe('the formatter', () => {
  let engine: RhaiEngine;
  beforeAll(async () => {
    engine = await loadRhai();
  });

  /** Tree and tokens of a script: all of it but the space between. */
  const meaning = (source: string): string =>
    parser.parse(source).toString() +
    leavesOf(parser.parse(source))
      .map(({ from, to, name }) => (name === 'String' ? name : source.slice(from, to)))
      .join('\u0000');

  /** Facts without places. */
  function factsOf(source: string): Omit<ScriptFacts, 'warnings'> | string {
    const compiled = engine.compile(source);
    if (!compiled.ok) return compiled.diagnostics[0]?.message ?? '';
    engine.release(compiled.script);
    const { warnings: _warnings, ...facts } = compiled.facts;
    const rules = facts.rules.map((rule) => ({
      ...rule,
      id: rule.id.replace(/^L\d+(:\d+)?$/, 'L'),
      line: 0,
      column: 0,
      // The engine keeps its beginning only, space included; the tokens are compared above.
      source: '',
    }));
    return { ...facts, rules };
  }

  const keepsMeaning = (source: string): void => {
    const once = formatScript(source);
    if (once === null) return;
    expect(formatScript(once)).toBe(once);
    expect(meaning(once)).toBe(meaning(source));
    expect(factsOf(once)).toEqual(factsOf(source));
  };

  it('changes nothing but space, and nothing at all the second time', { timeout: 120_000 }, () => {
    for (const { script } of [...goldenFiles().values()].flat())
      if (script.length < 5_000) keepsMeaning(script);
    fc.assert(fc.property(rhaiScript, keepsMeaning), { numRuns: 500 });
  });

  it('leaves the shipped rulesets as they are', () => {
    for (const script of shippedScripts) expect(formatScript(script)).toBe(script);
  });

  it('brings a script into the usual form', () => {
    const untidy = [
      'fn   f( a,b ){',
      'a+b*-1   // why',
      '',
      '',
      '   }',
      'let  m=#{a:1,"b":[1,2 ,3],};',
      'if m.a>1&&!done{',
      'return   #{verdict:"X",reasons:[#{',
      'ko:`${ f( 1,2 ) }도`',
      '}]}',
      '}',
      'else if x ?. y?[0]  ==  - 5 { }',
      'let f=|x,y|x+y ; let r=0 .. 10;',
      'let long = a',
      '+ b',
      '+ c;',
      'switch m . a{1|2=>"a",3 .. 5 if y=>{"b"}_=>()}',
      'for(x,i)in 0..5{}',
      '/* a',
      '   b */',
      '',
    ].join('\n');
    expect(formatScript(untidy)?.split('\n')).toEqual([
      'fn f(a, b) {',
      '    a + b * -1 // why',
      '}',
      'let m = #{ a: 1, "b": [1, 2, 3], };',
      'if m.a > 1 && !done {',
      '    return #{ verdict: "X", reasons: [#{',
      '        ko: `${f(1, 2)}도`',
      '    }] }',
      '}',
      'else if x?.y?[0] == - 5 {}',
      'let f = |x, y| x + y; let r = 0..10;',
      'let long = a',
      '    + b',
      '    + c;',
      'switch m.a { 1 | 2 => "a", 3..5 if y => { "b" } _ => () }',
      'for (x, i) in 0..5 {}',
      '/* a',
      '   b */',
      '',
    ]);
  });

  it('keeps what a text that goes on in the next line says', () => {
    const source = 'let s    =    "one \\\n                 two \\\nthree";\ns';
    const value = (script: string): unknown => {
      const compiled = engine.compile(script);
      if (!compiled.ok) return compiled.diagnostics;
      const evaluation = engine.evaluate(compiled.script, {});
      return evaluation.ok ? evaluation.value : evaluation.error;
    };
    const formatted = formatScript(source) ?? '';
    expect(formatted).not.toBe(`${source}\n`);
    expect(value(formatted)).toBe(value(source));
    expect(value(formatted)).toContain('two');
  });

  it('leaves a faulty script alone', () => {
    expect(formatScript('let x = ;')).toBeNull();
  });
});
