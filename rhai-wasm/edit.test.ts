import { beforeAll, describe, expect, it } from 'vitest';
import { Chance } from './compile/chance.ts';
import { generatedRules } from './compile/generated-rules.ts';
import { generatedScript } from './compile/generated-scripts.ts';
import type { RhaiEngine, RhaiInputs, ScriptHandle } from './index.ts';
import { loadRhai } from './load-node.ts';

/** Edits of generated scripts that are tried; more on demand. */
const EDITS = Number(process.env['AIF_TEST_FUZZ'] ?? 1_500);

let edited: RhaiEngine;
let fresh: RhaiEngine;

beforeAll(async () => {
  edited = await loadRhai();
  fresh = await loadRhai();
});

const INPUTS: RhaiInputs[] = [
  { x: 0, y: 0, z: 1, mode: 'auto', on: true },
  { x: 3.5, y: -2, z: 80, mode: 'manual', on: false },
  { x: 100, y: 75, z: 0.1, mode: 'L2', on: true },
].map((inputs) => ({ ...inputs, parameters: { high: 75, low: 2, name: 'auto' } }));

/** What a script of an engine says of itself and of some inputs. */
function told(engine: RhaiEngine, script: ScriptHandle): unknown {
  return [script.facts, ...INPUTS.map((inputs) => engine.evaluate(script, inputs))];
}

/** The source with a number, operator or word changed. */
function changed(source: string, chance: Chance): string {
  const parts = [...source.matchAll(/\b\d+(\.\d+)?\b|[<>]=?|[=!]=|&&|\|\||[+*]|\btrue\b|"[^"]*"|\bx\b/g)];
  if (parts.length === 0) return source;
  const part = chance.of(parts);
  const others: Record<string, readonly string[]> = {
    number: ['1.25', '7', '0.0', '-3.0', '100.5'],
    '"': ['"WATCH"', '"other"'],
    x: ['y', 'unknown'],
  };
  const kind = /^\d/.test(part[0]) ? 'number' : (part[0][0] ?? '');
  const other = chance.of(others[kind] ?? ['<', '>=', '==', '&&', '||', '+', '-', 'false']);
  return source.slice(0, part.index) + other + source.slice(part.index + part[0].length);
}

/** Compiles a source where another was forgotten just now; whether that was done in place. */
function compiledAfter(before: string, source: string, inputs?: readonly string[]): boolean {
  const options = inputs === undefined ? {} : { inputs };
  const old = edited.compile(before, options);
  if (!old.ok) return false;
  edited.evaluate(old.script, INPUTS[0] ?? {});
  edited.release(old.script);
  const { edits } = edited;
  const mine = edited.compile(source, options);
  const theirs = fresh.compile(source, options);
  if (!mine.ok || !theirs.ok) {
    expect(mine).toEqual(theirs);
    return false;
  }
  expect({ source, told: told(edited, mine.script) }).toEqual({ source, told: told(fresh, theirs.script) });
  const columns = { x: Float64Array.of(1, 80), y: Float64Array.of(-1, 3), z: Float64Array.of(2, 2) };
  const mineOfRows = edited.evaluateBatch(mine.script, columns);
  expect(mineOfRows).toEqual(fresh.evaluateBatch(theirs.script, columns));
  edited.release(mine.script);
  fresh.release(theirs.script);
  return edited.edits > edits;
}

const RULES = `let level = 0;
let rate = x / 2.0;
// @rule hot
if x > 75.0 && y < 3.0 { level += 1; }
if rate > 10.0 {
  // @rule inner
  if y > 1.0 { level = 5; }
} else { level -= 1; }
fn twice(v) { v * 2.0 }
let last = twice(x);
#{ verdict: if level > 0 { "BAD" } else { "OK" }, confidence: 0.5 }`;

describe('a script that differs in a number or operator', () => {
  it.each([
    ['75.0', '76.25'],
    ['75.0', '7'],
    ['x > 75.0', 'x <= 75.0'],
    ['3.0', '-3.5'],
    ['let level = 0', 'let level = 10'],
    ['level += 1', 'level += 25'],
    ['y > 1.0', 'y != 1.0'],
    ['level = 5', 'level = 555'],
    ['0.5', '0.75'],
    ['level > 0', 'level >= 100'],
    ['twice(x)', 'twice (x)'],
    [
      'level > 0 { "BAD" } else { "OK" }, confidence: 0.5',
      'level > 2 { "BAD" } else { "OK" }, confidence: 0.6',
    ],
  ])('is changed in place and is what a compile gives: %s → %s', (before, after) => {
    expect(compiledAfter(RULES, RULES.replace(before, after))).toBe(true);
    expect(compiledAfter(RULES, RULES.replace(before, after), ['x', 'y'])).toBe(true);
  });

  it.each([
    ['x > 75.0', 'y > 75.0'],
    ['"BAD"', '"WORSE"'],
    ['v * 2.0', 'v * 3.0'],
    ['@rule hot', '@rule warm'],
    ['level = 5', 'rate = 5.0'],
    ['let level', 'let levels'],
    ['x / 2.0', 'x / 1e999'],
    ['x > 75.0', 'x > > 75.0'],
    ['x > 75.0', 'z > 75.0'],
    ['level += 1', 'level = 1'],
    ['{ level = 5; }', '{ level = 5; } if y > 2.0 { level = 6; }'],
    ['\n#{', '\n\n#{'],
    ['\nlet rate', ' let rate'],
  ])('is compiled as a whole otherwise: %s → %s', (before, after) => {
    expect(compiledAfter(RULES, RULES.replace(before, after))).toBe(false);
    expect(compiledAfter(RULES, RULES.replace(before, after), ['x', 'y'])).toBe(false);
  });

  it.each([
    ['a comment behind the last statement', 'let a = 1.0;\n#{ verdict: a }\n// end', '// end', '// the end'],
    ['a comment between', 'let a = 1.0;\n// one\n\n// two\n#{ verdict: a }', 'two', 'three'],
    ['lines that become empty', 'let a = 1.0;\nlet b = 2.0;\n#{ verdict: a }', 'let b = 2.0;', ''],
    ['all of it', 'let a = 1.0;', 'let a = 1.0;', '\n'],
    ['a number before a comment', 'let a = 1.0; // one\n// two\n#{ verdict: a }', '1.0', '2.5'],
    ['a number behind empty lines', '\n\nlet a = 1.0;\n\n\n#{ verdict: a }', '1.0', '2.5'],
    ['a text over lines that looks like a comment', 'let a = `x\n// y`;\n#{ verdict: a }', '// y', '// z'],
  ])('is what a compile gives: %s', (_what, source, before, after) => {
    compiledAfter(source, source.replace(before, after));
  });

  it('can be changed again and again, and the statement is another each time', () => {
    let script: ScriptHandle | undefined;
    for (const [number, hot] of [76, 77, 78, 79].entries()) {
      const source = RULES.replace('75.0', `${hot}.0`).replace('10.0', `${10 + (number >> 1)}.0`);
      if (script !== undefined) edited.release(script);
      // Others come in between, as when names of inputs are tried.
      const other = edited.compile('[x, y]');
      if (other.ok) edited.release(other.script);
      const compiled = edited.compile(source);
      const theirs = fresh.compile(source);
      if (!compiled.ok || !theirs.ok) throw new Error('does not compile');
      expect(told(edited, compiled.script)).toEqual(told(fresh, theirs.script));
      script = compiled.script;
    }
  });

  it('is the same after the instance was made anew', () => {
    const first = edited.compile(RULES);
    if (!first.ok) throw new Error('does not compile');
    edited.release(first.script);
    const source = RULES.replace('75.0', '2.0');
    const mine = edited.compile(source);
    const theirs = fresh.compile(source);
    if (!mine.ok || !theirs.ok) throw new Error('does not compile');
    const leak = edited.compile('let a = [1]; let f = || a; a = [f]; #{ verdict: "OK" }');
    const { renewals } = edited;
    for (let i = 0; leak.ok && edited.renewals === renewals && i < 100_000; i++)
      edited.evaluate(leak.script, {});
    expect(edited.renewals).toBeGreaterThan(renewals);
    expect(told(edited, mine.script)).toEqual(told(fresh, theirs.script));
  });

  it('for generated scripts', () => {
    let inPlace = 0;
    for (let seed = 1; seed <= EDITS; seed++) {
      const chance = new Chance(seed * 104_729);
      const source = seed % 2 === 0 ? generatedRules(chance) : generatedScript(chance);
      if (compiledAfter(source, changed(source, chance))) inPlace += 1;
    }
    expect(inPlace / EDITS).toBeGreaterThan(0.2);
  }, 3_600_000);
});
