import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchColumn, BatchOptions, RhaiEngine } from '../index.ts';
import { loadRhai } from '../load-node.ts';
import { judgedInAllWays } from './judged.ts';

const COLUMNS: Readonly<Record<string, BatchColumn>> = {
  x: Float64Array.of(1, 6, 95, 2, 20),
  y: Float64Array.of(2, 7, 3, 0, 15),
  z: Float64Array.of(Number.NaN, 1, 7, 8, 9),
  mode: { texts: ['auto', 'manual', 'L2', 'zz'], indexes: Int32Array.of(0, 1, 2, 3, 0) },
  shift: { texts: ['a', 'b'], indexes: Int32Array.of(0, 1, 0, 1, 0) },
  on: { booleans: Int8Array.of(0, 1, 0, 1, 1) },
  parameters: { high: 50, modes: ['auto', 'L2'], limits: { auto: 10, manual: 5, L2: 1, zz: 2 } },
};
const OPTIONS: BatchOptions = { nullable: ['z'], outputs: ['z', 'n', 'percent', 'magnitude'] };

/** What process engineers write, a form each: all of it is compiled. */
const COMPILED = [
  'let v="OK"; if mode in ["auto","manual"] { v="WATCH"; } #{verdict:v, confidence:0.9}',
  'const MODES=["auto","manual"]; if mode in MODES && x > 5.0 { return #{verdict:"ALARM"}; } #{verdict:"OK"}',
  'if !(mode in ["auto","manual"]) { return #{verdict:"WATCH"}; } #{verdict:"OK"}',
  'if mode !in ["auto"] { return #{verdict:"WATCH"}; } #{verdict:"OK"}',
  '#{verdict: if x in [1.0, 2.0, 5] {"A"} else {"B"}}',
  '#{verdict: if x.to_int() in 0..10 {"A"} else {"B"}}',
  '#{verdict: if x.to_int() in 0..=10 {"A"} else {"B"}}',
  '#{verdict: if mode < "b" {"A"} else {"B"}}',
  '#{verdict: if mode < shift {"A"} else {"B"}}',
  '#{verdict: if "ut" in mode {"A"} else {"B"}}',
  '#{verdict: if mode.len > 4 {"A"} else {"B"}}',
  '#{verdict: if mode.is_empty() {"A"} else {"B"}}',
  '#{verdict:"OK", confidence: max(0.0, min(1.0, x / 100.0))}',
  '#{verdict:"OK", confidence: min(x, min(y, 3.0))}',
  '#{verdict:"OK", confidence: abs(round(x) - floor(y)), z: ceiling(x)}',
  '#{verdict:"OK", confidence: (x*10.0).round()/10.0}',
  'fn clamp(v, lo, hi) { if v < lo { lo } else if v > hi { hi } else { v } } #{verdict:"OK", confidence: clamp(x/100.0, 0.0, 1.0)}',
  'let why = ""; if x > 5.0 { why += "hot "; } if y > 5.0 { why += "wet"; } #{verdict:"OK", reasons:[why]}',
  '#{verdict:"OK", reasons:[`x is ${x} and ${round(y)}`]}',
  '#{verdict:"OK", reasons:[#{ko:`온도 ${x}`, en:`temp ${x}`}]}',
  'if is_def_var("x") { return #{verdict:"A"}; } #{verdict:"B"}',
  'if !is_def_var("nope") { return #{verdict:"A"}; } #{verdict:"B"}',
  'if "x" in input { return #{verdict:"A"}; } #{verdict:"B"}',
  'if input.contains("x") { return #{verdict:"A"}; } #{verdict:"B"}',
  'let v = switch x { 0..50 => "OK", 50..80 => "WATCH", _ => "ALARM" }; #{verdict:v}',
  'let v = switch mode { "auto" if x > 5.0 => "A", "manual" | "L2" => "B", _ => "C" }; #{verdict:v}',
  'let lim = #{auto:#{hi:80.0, lo:10.0}, manual:#{hi:90.0, lo:5.0}}; let l = lim.auto; #{verdict: if x > l.hi {"A"} else {"B"}}',
  'let lim = #{auto:#{hi:80.0, lo:10.0}, manual:#{hi:90.0, lo:5.0}}; let l = lim[mode]; #{verdict: if x > l.hi {"A"} else {"B"}}',
  'let lim = #{auto:80.0, manual:90.0}; let hi = if mode in lim { lim[mode] } else { 70.0 }; #{verdict: if x > hi {"A"} else {"B"}}',
  'let lim = #{auto:80.0, manual:90.0}; let hi = lim.get(mode) ?? 70.0; #{verdict: if x > hi {"A"} else {"B"}}',
  '#{verdict:"OK", values:[x,y], more:#{a:x}}',
  'const HIGH = 80.0; const LOW = 10.0; #{verdict: if x > HIGH || x < LOW {"A"} else {"B"}}',
  'if x > 90.0 { return #{verdict:"ALARM", confidence:0.9}; } if x > 80.0 { return #{verdict:"WATCH", confidence:0.7, reasons:["hot"]}; } #{verdict:"OK"}',
  'let i=0; let s=0.0; while i < 5 { s += x; i += 1; } #{verdict:"OK", confidence:s}',
  'let i=0; loop { i += 1; if i > 3 { break; } } #{verdict:"OK", confidence:i}',
  'let s=0.0; for i in 0..5 { s += x * i; } #{verdict:"OK", confidence:s}',
  'let n=0; for v in [x,y,z] { if v > 5.0 { n += 1; } } #{verdict: if n >= 2 {"A"} else {"B"}}',
  'let n=0; for s in [#{v:x, hi:5.0}, #{v:y, hi:6.0}] { if s.v > s.hi { n += 1; } } #{verdict: if n >= 2 {"A"} else {"B"}}',
  '#{verdict: if type_of(x) == "f64" {"A"} else {"B"}}',
  '#{verdict:"OK", reasons:[x.to_string()]}',
  'let r = []; if x > 5.0 { r.push("hot"); } if y > 5.0 { r.push("wet"); } #{verdict: if r.len > 0 {"A"} else {"B"}, reasons:r}',
  'let r = []; if x > 5.0 { r += "hot"; } #{verdict:"OK", reasons:r}',
  'let r = []; if x > 5.0 { r += ["hot"]; } #{verdict:"OK", reasons:r}',
  'let r = #{verdict:"OK", confidence:0.9}; if x > 90.0 { r.verdict = "ALARM"; r.confidence = 0.8; } r',
  'let r = #{verdict:"OK", confidence:0.9}; if x > 90.0 { r.reason = "hot"; } r',
  'let c = #{n:0}; if x > 5.0 { c.n += 1; } #{verdict: if c.n > 0 {"A"} else {"B"}}',
  'let a = [0.0, 0.0]; a[0] = x; a[1] = y; #{verdict:"OK", confidence: a[0]+a[1]}',
  'let r = #{verdict:"OK"}; if x > 5.0 { r = #{verdict:"A", reasons:["hot"]}; } r',
  'fn alarm(why) { #{verdict:"ALARM", confidence:0.9, reasons:[why]} } if x > 5.0 { return alarm("hot"); } #{verdict:"OK", confidence:1.0}',
  'let t = z ?? 20.0; #{verdict: if t > 5.0 {"A"} else {"B"}}',
  'if z == () { return #{verdict:"HOLD"}; } #{verdict: if z > 5.0 {"A"} else {"B"}}',
  'let score = 0; if x > 5.0 { score += 2; } if y > 5.0 { score += 1; } let v = if score >= 3 {"ALARM"} else if score >= 1 {"WATCH"} else {"OK"}; #{verdict:v, confidence: score / 3.0}',
  'let p = x / y * 100.0; #{verdict: if p > 5.0 {"A"} else {"B"}, percent: p}',
  'let m = sqrt(x ** 2 + y ** 2); #{verdict:"OK", magnitude:m}',
  '#{verdict: if on {"A"} else {"B"}}',
  '#{verdict: if !on && x > 5.0 {"A"} else {"B"}}',
  '#{verdict: if on in [true] {"A"} else {"B"}}',
  '#{verdict: if x > parameters.high {"A"} else {"B"}}',
  '#{verdict: if mode in parameters.modes {"A"} else {"B"}}',
  '#{verdict: if x > parameters.limits[mode] {"A"} else {"B"}}',
  'if x < 0.0 { throw "negative"; } #{verdict:"OK"}',
  'let a=[x]+[y]; #{verdict:"OK", confidence:a[1]}',
  'let t=""; for w in ["a","b"] { t += w + " "; } #{verdict:"OK", reasons:[t]}',
  '#{verdict: mode}',
  'let n = x.to_int(); #{verdict: if n % 2 == 0 {"A"} else {"B"}}',
  'let s = x.to_int(); #{verdict: if s[2] {"A"} else {"B"}}',
  'let s = x.to_int(); #{verdict: if get_bit(s, 2) {"A"} else {"B"}}',
  '#{verdict: if (x > 5.0) ^ (y > 5.0) {"A"} else {"B"}}',
  '#{verdict: if (x > 5.0) > (y > 5.0) {"A"} else {"B"}}',
  'let n = x.to_int() ** 2; #{verdict:"OK", n:n}',
  'let m=#{a:x,b:y}; let n=0; for k in m.keys() { if m[k] > 5.0 { n += 1; } } #{verdict: if n > 0 {"A"} else {"B"}}',
  'let n=0; for v in #{a:x,b:y}.values() { if v > 5.0 { n += 1; } } #{verdict: if n > 0 {"A"} else {"B"}}',
  'let v = switch mode { "auto" => { if x > 5.0 { "A" } else { "B" } } _ => "C" }; #{verdict:v}',
  'let n = 0; for k in ["x","y"] { if input[k] > 5.0 { n += 1; } } #{verdict: if n > 0 {"A"} else {"B"}}',
  '#{verdict: if input.x > 5.0 {"A"} else {"B"}}',
  'let v; if x > 5.0 { v = "A"; } else { v = "B"; } #{verdict:v}',
  'let m = #{a: #{b: x}}; #{verdict:"OK", confidence: m?.a?.b}',
  '#{verdict: if x.is_nan() {"A"} else {"B"}}',
  '#{verdict:"OK", confidence: 1.0 / (1.0 + exp(-x))}',
  '#{verdict:"OK", confidence: PI() * x}',
  'let ok = 10..20; #{verdict: if x.to_int() in ok {"A"} else {"B"}}',
  'fn over(a, lim) { a > lim } #{verdict: if over(x, 5.0) {"A"} else {"B"}}',
  'let r = []; if x > 5.0 { r.push(`hot ${x}`); } #{verdict: if r.len > 0 {"WATCH"} else {"OK"}, reasons: r}',
  'let x2 = x; x2 *= 2.0; x2 -= 1.0; #{verdict:"OK", confidence:x2}',
  'let v = { let a = x * 2.0; a + 1.0 }; #{verdict:"OK", confidence: v}',
  'let n = round(x).to_int(); #{verdict: if n in [1,2,3] {"A"} else {"B"}}',
  'let r = if x > 5.0 { "hot" }; #{verdict: if r == () {"OK"} else {"A"}}',
  'let r = #{verdict:"OK"}; if x > 5.0 { return #{verdict:"A", confidence:0.5}; } r',
  'let s = x.to_int(); #{ verdict: if (s & 4) != 0 && (s >> 2) % 2 == 1 { "A" } else { "B" } }',
  'let r = #{ verdict: "OK", reasons: [] }; if x > 5.0 { r.verdict = "WATCH"; r.reasons.push("hot"); } r',
  'let n = #{ auto: 0, manual: 0, L2: 0, zz: 0 }; n[mode] += 1; #{ verdict: "OK", confidence: n.auto }',
  'let why = []; for i in 0..3 { if x > i * 10.0 { why.push("step"); } } #{ verdict: "OK", reasons: why }',
  'let a=[x,y,z]; a.sort(); #{verdict:"OK", confidence:a[1]}',
];

/** What is left to the interpreter, and the reason that is shown. */
const INTERPRETED = [
  ['FUNCTION', '#{verdict: if mode.to_upper() == "AUTO" {"A"} else {"B"}}'],
  ['FUNCTION', 'let m = mode; m.trim(); #{verdict: if m == "auto" {"A"} else {"B"}}'],
  ['FUNCTION', '#{verdict:"OK", confidence: parse_float("1.5")}'],
  ['FUNCTION', 'print(x); #{verdict:"OK"}'],
  ['FUNCTION', 'debug("x", x); #{verdict:"OK"}'],
  ['CLOSURE', 'let high = [x,y].filter(|v| v > 5.0); #{verdict: if high.len > 1 {"A"} else {"B"}}'],
  ['CLOSURE', '#{verdict: if [x,y].some(|v| v > 5.0) {"A"} else {"B"}}'],
  ['CLOSURE', '#{verdict: if [x,y].all(|v| v > 5.0) {"A"} else {"B"}}'],
  ['CLOSURE', 'let s = [x,y].map(|v| v * 2.0); #{verdict:"OK", confidence:s[0]}'],
  ['CLOSURE', 'let s = [x,y].reduce(|s, v| s + v, 0.0); #{verdict:"OK", confidence:s}'],
  ['RESULT', 'let v = "LEVEL_" + (if x > 5.0 {"HI"} else {"LO"}); #{verdict:v}'],
  ['LIST_WORK', '#{verdict: if [on, x > 5.0] == [true, true] {"A"} else {"B"}}'],
  ['FUNCTION', 'fn high() { this > 5.0 } #{verdict: if x.high() {"A"} else {"B"}}'],
  ['RECURSION', 'fn f(n) { if n <= 0 { 0 } else { 1 + f(n-1) } } #{verdict:"OK", confidence:f(3)}'],
  ['LIST_WORK', 'let a = []; #{verdict: if a == [] {"A"} else {"B"}}'],
  ['LIST_WORK', 'let r = ["a"]; if x > 5.0 { r.push("hot"); } #{verdict: "OK", reasons: r, first: r[0]}'],
  ['FUNCTION', '#{verdict: if mode.sub_string(0, 2) == "au" {"A"} else {"B"}}'],
  ['TEXT_WORK', '#{verdict: if mode[0] == \'a\' {"A"} else {"B"}}'],
  ['TEXT_WORK', '#{verdict: if x.to_string() == "5.0" {"A"} else {"B"}}'],
  ['LOOP', 'let i = 0; let v = loop { i += 1; if i > 3 { break i; } }; #{verdict:"OK", confidence:v}'],
] as const;

let engine: RhaiEngine;

beforeAll(async () => {
  engine = await loadRhai();
});

describe('an everyday rule', () => {
  it.each(COMPILED)('is compiled: %s', (source) => {
    expect(judgedInAllWays(engine, source, COLUMNS, OPTIONS, {})?.path).toMatchObject({ kind: 'compiled' });
  });

  it.each(INTERPRETED)('is interpreted because of %s: %s', (code, source) => {
    expect(judgedInAllWays(engine, source, COLUMNS, OPTIONS, {})?.path).toMatchObject({
      kind: 'interpreter',
      code,
      line: 1,
    });
  });
});
