import { beforeAll, describe, expect, it } from 'vitest';
import { RhaiEngine, type Evaluation, type RhaiInputs, type RhaiLimits } from './index.ts';
import { loadRhai } from './load-node.ts';

/** No script may keep its host busy for longer: milliseconds of processor time, so that a busy machine counts nothing. */
const BAR_MS = 500;
const NUMBERS = `let a = []; for i in 0..100 { a.push(i); }`;
const TEXT = 'let s = ""; s.pad(4000, "x");';

let engine: RhaiEngine;

beforeAll(async () => {
  engine = await loadRhai();
});

/** Runs a script and returns its outcome and the processor time it took (ms); the code `ok` for success. */
function run(source: string, limits: Partial<RhaiLimits> = {}, inputs: RhaiInputs = {}) {
  const from = process.threadCpuUsage();
  const compiled = engine.compile(source, { limits });
  let evaluation: Evaluation | undefined;
  if (compiled.ok) {
    evaluation = engine.evaluate(compiled.script, inputs);
    engine.release(compiled.script);
  }
  const code = compiled.ok
    ? evaluation?.ok === true
      ? 'ok'
      : evaluation?.error.code
    : compiled.diagnostics[0]?.code;
  const { user, system } = process.threadCpuUsage(from);
  return { code, evaluation, ms: (user + system) / 1000 };
}

describe('work that Rhai does not count is counted or bounded', () => {
  it.each([
    ['closures in map', `${NUMBERS} a.map(|x| { ${NUMBERS} a.map(|y| { ${NUMBERS} a.map(|z| z) }) })`],
    ['closures in filter', `${NUMBERS} loop { a.filter(|x| x > 50); }`],
    ['closures in sort', `${NUMBERS} loop { a.sort(|x, y| y - x); }`],
    ['closures in index_of', `${NUMBERS} loop { a.index_of(|x| x > 1000); }`],
    ['closures in reduce', `${NUMBERS} loop { a.reduce(|s, x| s + x, 0); }`],
    ['closures in drain', `${NUMBERS} loop { let b = a; b.drain(|x| true); }`],
    ['closures in dedup', `${NUMBERS} loop { a.dedup(|x, y| false); }`],
    ['a closure that catches', `${NUMBERS} loop { a.map(|x| { try { x / 0 } catch { 0 } }); }`],
    ['a comparer that contradicts itself', `${NUMBERS} loop { a.sort(|x, y| 1); }`],
    ['array equality', `${NUMBERS} let b = a; loop { a == b; }`],
    ['array inequality', `${NUMBERS} let b = a; loop { a != b; }`],
    ['map equality', `let m = #{}; for i in 0..100 { m["k" + i] = i; } let n = m; loop { m == n; }`],
    ['contains', `${NUMBERS} loop { a.contains(1000); }`],
    ['in', `${NUMBERS} loop { 1000 in a; }`],
    ['index_of', `${NUMBERS} loop { a.index_of(1000); }`],
    ['dedup', `${NUMBERS} loop { a.dedup(); }`],
    ['sorting', `${NUMBERS} loop { a.sort(); a.reverse(); }`],
    ['copying an array', `${NUMBERS} loop { let b = a; }`],
    ['copying nested arrays', `let a = []; for i in 0..60 { a.push([i]); } loop { let b = a; }`],
    ['copying maps', `let m = #{}; for i in 0..100 { m["k" + i] = i; } loop { let n = m; }`],
    ['text of a map', `let m = #{}; for i in 0..100 { m["k" + i] = i; } loop { m.to_json(); }`],
    ['interpolation', `${NUMBERS} loop { \`\${a}\`; }`],
    ['searching a text', `${TEXT} loop { s.contains("xxxxxxxxxy"); }`],
    ['index_of in a text', `${TEXT} loop { s.index_of("xxxxxxxxxy"); }`],
    ['subtracting from a text', `${TEXT} loop { s - "x"; }`],
    ['subtracting in place', `${TEXT} loop { let t = s; t -= "x"; }`],
    ['removing from a text', `${TEXT} loop { let t = s; t.remove("x"); }`],
    ['replacing in a text', `${TEXT} loop { let t = s; t.replace("x", "y"); }`],
    ['indexing a text', `let s = ""; s.pad(1300, '각'); loop { s[1290]; }`],
    ['upper case', `${TEXT} loop { s.to_upper(); }`],
    ['splitting', `${TEXT} loop { try { s.split("y"); } catch { } }`],
    ['parsing', `let s = ""; s.pad(4000, "9"); loop { try { parse_float(s); } catch { } }`],
    ['comparing texts', `${TEXT} let t = s + ""; loop { s == t; }`],
    ['printing', `${TEXT} loop { print(s); }`],
    ['iterating an endless range', `for i in 0..9223372036854775807 { }`],
    ['iterating an endless float range', `for i in range(0.0, 1e300, 0.1) { }`],
    ['throwing', `loop { try { throw 1 } catch { } }`],
  ])('%s', (_, source) => {
    const { code, ms } = run(source);
    expect(['OPERATION_LIMIT', 'MEMORY_LIMIT']).toContain(code);
    expect(ms).toBeLessThan(BAR_MS);
  });

  it.each([
    ['recursion', 'fn f(n) { f(n + 1) } f(0)'],
    ['recursion through a closure', 'let f = |f| f.call(f); f.call(f)'],
    ['recursion through map', 'fn f(n) { [n].map(|x| f(x)) } f(0)'],
    ['recursion through sort', 'fn f(n) { let a = [1, 2]; a.sort(|x, y| f(n)); } f(0)'],
    ['recursion through try', 'fn f(n) { try { f(n) } catch { f(n) } } f(0)'],
    [
      'recursion through nested switches',
      `fn f(n) { ${'switch 1 { 1 => '.repeat(20)}f(n)${' }'.repeat(20)} } f(0)`,
    ],
    ['recursion through nested ifs', `fn f(n) { ${'if true { '.repeat(18)}f(n)${' }'.repeat(18)} } f(0)`],
  ])('%s ends by its depth, without a trap, at the deepest allowed', (_, source) => {
    const { code, ms } = run(source, { callDepth: 64 });
    expect(code).toBe('CALL_DEPTH');
    expect(ms).toBeLessThan(BAR_MS);
    expect(engine.renewals).toBe(0);
  });

  it('accepts nothing beyond the greatest limits', () => {
    const beyond = { operations: 1e12, callDepth: 1e6, stringBytes: 1e9, arrayLength: 1e9, mapSize: 1e9 };
    expect(run('fn f(n) { f(n + 1) } f(0)', beyond).code).toBe('CALL_DEPTH');
    expect(run('let s = "x"; loop { s += s; }', beyond).code).toBe('STRING_LIMIT');
    expect(run('let a = [1]; loop { a += a; }', beyond).code).toBe('ARRAY_LIMIT');
  });

  it('takes a limit that makes no sense as the smallest one', () => {
    expect(run('1 + 1', { operations: Number.NaN }).code).toBe('OPERATION_LIMIT');
    expect(run('1 + 1', { operations: -5 }).code).toBe('OPERATION_LIMIT');
  });

  it('counts the same on every run', () => {
    const source = `${NUMBERS} a.filter(|x| x % 2 == 0).map(|x| x * 2).len`;
    const counts = new Set(Array.from({ length: 20 }, () => run(source).evaluation?.operations));
    expect(counts.size).toBe(1);
  });
});

describe('sources', () => {
  it.each([
    ['a very long chain', `1${' + 1'.repeat(5_000)}`, 'EXPRESSION_DEPTH'],
    ['very deep parentheses', '('.repeat(100_000), 'EXPRESSION_DEPTH'],
    ['very deep blocks', `${'{'.repeat(50_000)}`, undefined],
    ['very long else-if chain', `if false { 1 }${' else if false { 1 }'.repeat(3_000)}`, 'EXPRESSION_DEPTH'],
    ['an unfinished comment', '/*'.repeat(50_000), undefined],
    ['more than 256 KiB', '//'.repeat(200_000), 'SOURCE_LIMIT'],
    ['many conditions', 'if a > 1.0 { b } '.repeat(3_000), undefined],
  ])('%s', (_, source, code) => {
    const outcome = run(source);
    if (code !== undefined) expect(outcome.code).toBe(code);
    expect(outcome.ms).toBeLessThan(BAR_MS);
    expect(engine.renewals).toBe(0);
  });
});

describe('what cannot be stopped inside ends the instance, not the host', () => {
  it('a chain of closures too long to be dropped is a trap; the next call has a new instance', async () => {
    const own = await loadRhai();
    const kept = own.compile('x * 2.0');
    const bomb = own.compile('let f = |x| x; loop { let g = f; f = |x| g.call(x); }');
    if (!kept.ok || !bomb.ok) throw new Error('does not compile');
    const outcome = own.evaluate(bomb.script, {});
    expect(outcome).toMatchObject({ ok: false, error: { code: expect.stringMatching(/TRAP|MEMORY_LIMIT/) } });
    expect(own.renewals).toBeLessThanOrEqual(1);
    expect(own.evaluate(kept.script, { x: 21 })).toMatchObject({ ok: true, value: 42 });
  });

  it('circles of closures leak, but not for ever', async () => {
    const own = await loadRhai();
    const source = 'let a = (); let big = []; big.pad(100, "xxxxxxxx"); let f = || [a, big]; a = f; 1';
    const compiled = own.compile(source);
    if (!compiled.ok) throw new Error('does not compile');
    for (let i = 0; i < 20_000; i++) {
      expect(own.evaluate(compiled.script, {}).ok).toBe(true);
      expect(own.memoryBytes).toBeLessThanOrEqual(48 * 1024 * 1024);
    }
    expect(own.renewals).toBeGreaterThan(0);
  });

  it('memory ends at the maximum of the instance', async () => {
    const own = await loadRhai();
    const sources = Array.from({ length: 4_000 }, (_, i) => `let n = ${i}; ${'n += 1; '.repeat(400)} n`);
    let refused = 0;
    for (const source of sources) if (!own.compile(source).ok) refused++;
    expect(refused).toBeGreaterThan(0);
    expect(own.memoryBytes).toBeLessThanOrEqual(48 * 1024 * 1024);
  });
});
