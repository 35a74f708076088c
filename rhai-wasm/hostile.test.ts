import { expect, it } from 'vitest';
import { generatedColumns, NULLABLE, OUTPUTS } from './compile/generated-columns.ts';
import { Chance } from './compile/chance.ts';
import { generatedScript } from './compile/generated-scripts.ts';
import { goldenFiles } from './golden/golden-cases.ts';
import { RULE_ERROR_CODES, type RhaiEngine } from './index.ts';
import { COMPILER_FAULT } from './face/engine.ts';
import { loadRhai } from './load-node.ts';

/** Scripts that are tried; a million on demand. */
const SCRIPTS = Number(process.env['AIF_TEST_FUZZ'] ?? 2_500);
/** What one script may keep the host busy with, milliseconds of processor time. */
const STALL_MS = 500;
const GROWTH_BYTES = 64 * 1024 * 1024;
const SAMPLE_EVERY = Math.ceil(SCRIPTS / 2_000);

/** The holes that Rhai's own limits have (README, "Holes of Rhai's limits that are closed here"). */
const HOLES = [
  'loop { }',
  'let i = 0; loop { i += 1; }',
  'let a = []; loop { a.push(a); }',
  'let a = [1]; for i in 0..1000 { a = a + a; }',
  'let s = "x"; loop { s += s; }',
  'let m = #{}; let i = 0; loop { m[`k${i}`] = m; i += 1; }',
  '[1, 2, 3].map(|x| [1, 2, 3].map(|y| [1, 2, 3].map(|z| { let i = 0; while i < 1000 { i += 1; } i })))',
  'let a = []; for i in 0..128 { a.push(i); } let b = a; let n = 0; loop { if a == b { n += 1; } }',
  'let f = |x| x; loop { f = f.curry([1, 2, 3]); }',
  'fn f(n) { f(n + 1) + f(n + 2) } f(0)',
  'let a = [3, 1, 2]; loop { a.sort(|x, y| 1); }',
  'sleep(10.0)',
  'let s = ""; s.pad(400, ""); s.len',
  'eval("loop { }")',
  'import "x" as y; y::f()',
  'let a = [0]; let f = || a; a[0] = f; loop { f.call(); }',
  `let t = "${'a'.repeat(4000)}"; loop { t.contains("b"); t.replace("a", "bb"); }`,
  'for i in 0..9223372036854775807 { }',
  'let x = 1.0; while x > 0.0 { x *= 2.0; }',
  'for a in 0..100 { for b in 0..100 { for c in 0..100 { let d = [a, b, c]; } } }',
  `${'if x > 1.0 { '.repeat(25)}1${' }'.repeat(25)}`,
  `x${' + x'.repeat(59)}`,
  `${Array.from({ length: 8 }, (_, i) => `fn f${i}(a) { ${i === 0 ? 'a' : `f${i - 1}(a) + f${i - 1}(a) + f${i - 1}(a)`} }`).join('\n')}\n#{ verdict: "OK", confidence: f7(x) }`,
  `let u = z; ${'u = if (x > 1.0) == (y > 1.0) { u ?? x } else { z };\n'.repeat(40)}#{ verdict: "OK", confidence: u }`,
  `let i = 0; ${'while i < 9 { i += 1; '.repeat(9)}i += 1;${' }'.repeat(9)} #{ verdict: "OK" }`,
];

const PIECES = [
  'loop { ',
  'while true { ',
  '}',
  '{',
  '(',
  ')',
  ' + ',
  ' / 0.0',
  ' ** 1e9',
  '|v| v',
  '.push(x)',
  '[0]',
  '["k"]',
  '`${x}`',
  '9223372036854775807',
  '1e308',
  'fn g(n) { g(n) } ',
  'return ',
  'throw x; ',
  'break; ',
  ' ?? ',
  'input',
  'parameters',
  '()',
  '"각"',
  'switch x { 1 => ',
  '_ => 2 }',
  ' in ',
  'let x = ',
  '; ',
];

/** A script with some of it taken out, doubled, put elsewhere or replaced. */
function mutated(source: string, other: string, chance: Chance): string {
  const at = chance.below(source.length + 1);
  const end = Math.min(source.length, at + 1 + chance.below(12));
  switch (chance.below(5)) {
    case 0:
      return source.slice(0, at) + source.slice(end);
    case 1:
      return source.slice(0, at) + chance.of(PIECES) + source.slice(at);
    case 2:
      return source.slice(0, end) + source.slice(at, end).repeat(1 + chance.below(30)) + source.slice(end);
    case 3:
      return source.slice(0, at) + other.slice(chance.below(other.length + 1));
    default:
      return source.slice(0, at) + chance.of(PIECES) + source.slice(end);
  }
}

function busyMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const after = process.threadCpuUsage(before);
  return (after.user + after.system) / 1_000;
}

const medianOf = (sizes: readonly number[]): number =>
  sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? 0;

/** Compiles and runs a script in every way there is. */
function tried(engine: RhaiEngine, source: string, chance: Chance): number[] {
  const compiled = engine.compile(source);
  engine.tree(source);
  if (!compiled.ok) return compiled.diagnostics.map(({ code }) => RULE_ERROR_CODES.indexOf(code));
  const outcome = engine.evaluate(compiled.script, {
    x: 1.5,
    y: 2,
    z: null,
    mode: 'auto',
    on: true,
    parameters: { high: 3 },
  });
  const columns = generatedColumns(chance, 4);
  const batch = engine.evaluateBatch(compiled.script, columns, { nullable: NULLABLE, outputs: OUTPUTS });
  engine.release(compiled.script);
  if (batch.path.kind === 'interpreter' && batch.path.message.startsWith(COMPILER_FAULT)) {
    throw new Error(`${batch.path.message}\n${source}`);
  }
  return [...(outcome.ok ? [] : [RULE_ERROR_CODES.indexOf(outcome.error.code)]), ...batch.codes];
}

it(`${SCRIPTS} hostile scripts do the host no harm`, async () => {
  const engine = await loadRhai();
  const chance = new Chance(5);
  const golden = [...goldenFiles().values()].flat().map(({ script }) => script);
  const seeds = [...HOLES, ...golden];
  const counts = new Map<number, number>();
  let longest = { ms: 0, source: '' };
  const sizes: number[] = [];
  for (let i = 0; i < SCRIPTS; i++) {
    // The holes themselves first, then everything changed again and again.
    let source = HOLES[i] ?? (chance.is(0.4) ? generatedScript(chance) : chance.of(seeds));
    for (let change = i < HOLES.length ? 0 : chance.below(4); change > 0; change--) {
      source = mutated(source, chance.of(seeds), chance);
    }
    const ms = busyMs(() => {
      for (const code of tried(engine, source, chance)) counts.set(code, (counts.get(code) ?? 0) + 1);
    });
    if (ms > longest.ms) longest = { ms, source };
    if (i % SAMPLE_EVERY === 0) sizes.push(process.memoryUsage.rss());
  }
  // By the second tenth the heap has the size that this much garbage gives it; what comes on top of that would go on growing. At one instant
  // an instance that was given up may still be there, which has up to 48 MiB.
  const tenth = sizes.length / 10;
  const grown = medianOf(sizes.slice(9 * tenth)) - medianOf(sizes.slice(tenth, 2 * tenth));
  const told = [...counts].map(([code, count]) => `${RULE_ERROR_CODES[code]} ${count}`).join(', ');
  console.log(
    `${SCRIPTS} scripts: longest ${longest.ms.toFixed(0)} ms, RSS ${(grown / 1_048_576).toFixed(1)} MiB more, at most ${(Math.max(...sizes) / 1_048_576).toFixed(0)} MiB, ${engine.renewals} instances renewed; ${told}`,
  );
  expect(longest).toMatchObject({ ms: expect.toSatisfy((ms: number) => ms < STALL_MS) });
  // A short run ends while the heap still grows to its size.
  if (SCRIPTS > 20_000) expect(grown).toBeLessThan(GROWTH_BYTES);
  expect(counts.has(-1)).toBe(false);
}, 36_000_000);
