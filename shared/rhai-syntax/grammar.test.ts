import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenFiles } from '../../rhai-wasm/golden/golden-cases.ts';
import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { rhaiScript, spoiledScript } from '../../tests/support/rhai-scripts.ts';
import { parser } from './parser.ts';

/** Whether the grammar finds a fault in a script. */
function hasFault(script: string): boolean {
  let found = false;
  parser.parse(script).iterate({ enter: ({ type }) => void (found ||= type.isError) });
  return found;
}

/** An expression with every pair of brackets that the tree implies. */
function grouped(expression: string): string {
  const marks: [at: number, order: number, text: string][] = [];
  parser.parse(expression).iterate({
    enter({ name, from, to }) {
      if (name !== 'BinaryExpression' && name !== 'UnaryExpression') return;
      // The inner ones open later and close earlier.
      marks.push([from, to - from, '('], [to, from - to, ')']);
    },
  });
  const ordered = marks.toSorted(
    ([a, x, s], [b, y, u]) => a - b || (s === u ? 0 : s === ')' ? -1 : 1) || y - x,
  );
  let text = '';
  let at = 0;
  for (const [place, , mark] of ordered) {
    text += expression.slice(at, place) + mark;
    at = place;
  }
  return text + expression.slice(at);
}

/** The same grouped without any precedence. */
function leftToRight(expression: string): string {
  const [first = '', ...rest] = expression.split(' ');
  let text = first;
  for (let index = 0; index < rest.length; index += 2) text = `(${text} ${rest[index]} ${rest[index + 1]})`;
  return text;
}

/**
 * What Rhai's parser refuses though the grammar cannot see it: names, types of literals, places of `break` and `this`,
 * and the limits of the engine. Besides these the grammar lets pass, and no script below has: a range of floats as a
 * case, `(a + b)(c)` (Rhai calls `(f)(x)`, so parentheses may be called), and Rhai alone takes a script that ends
 * right after the `||` of a closure.
 */
const BEYOND_GRAMMAR = [
  /^Expecting (a boolean expression|an iterable value), not/,
  /expects (string|numeric|integer) index/,
  /^Duplicated property/,
  /^Duplicated parameter/,
  /^Duplicated variable name/,
  /^Expecting a literal expression/,
  /^Function .* already exists/,
  /^(Break|Continue) statement should only be used inside a loop/,
  /^Expression cannot be assigned to/,
  /^Cannot assign to (a )?constant/,
  /^Numeric switch case cannot follow a range case/,
  /^'this' can only be used in functions/,
  /^this chain or nesting is too long/,
  /^this number is too large/,
];

const root = join(import.meta.dirname, '../..');
const shipped = join(root, 'server/contexts/rules/shipped');
/** One of everything that a book on the language shows. */
const SNIPPETS = [
  '/* outer /* inner */ still */ /// doc\n//// no doc\n//! head\nlet x = 1;',
  'let a; let b = 2; const C = 3; let x_1 = 0xFF_FF + 0b1010 + 0o77 + 1_000 + 1e-7 + 2. + 3.5e2;',
  'let s = "quote \\" twice "" tab \\t hex \\x41 \\u{0}"; ',
  "let s = \"hex \\x41 \\uAC01 \\U0001F600 \\\\\"; let c = '\\''; let d = '\"';",
  'let r = #"raw "quoted" \\n"#; let q = ##"one # "# more"##;',
  'let t = `line one\nline ${1 + 2} and ``quoted`` and \\${not} $ {no}`; let n = `a${`b${`c${1}`}`}`;',
  'let r = 0..10; let i = 0..=10; for x in 0..5 {} let open = [1.., ..5, ..=7, 2..=];',
  'switch x { 1 => "a", 2 | 3 => "b", 4..10 if y > 2 => { "c" } 10..=20 => return 7, "t" => print("t"), _ => throw "no" }',
  "switch [a, 5] { [1, 5] => 1, #{a: 1} => 2, -5 => 3, 'c' => 4, () => 5, true => 6, _ => { } }",
  'let f = |x, y| x + y; let g = || 42; let h = |x| { let y = x; y * 2 }; f.call(1, 2) + g.call() + h.call(3);',
  'let m = #{a: 1, "b c": 2, #"raw"#: 3, `t`: 4, nested: #{x: [1, 2, 3],},}; m.a += m["b c"]; m.nested.x[0] **= 2;',
  'let v = if a { 1 } else if b { 2 } else { 3 } + 4; let w = switch v { _ => 1 }; let l = loop { break 5; };',
  'let d = do { 1 } while false; do { x += 1; } until x > 5; while x < 5 { x += 1; if x == 3 { continue; } break; }',
  'for x in [1, 2] { } for (x, i) in [1, 2] { print(`${i}: ${x}`); }',
  'try { throw #{code: 5}; } catch (e) { print(e.code); } try { 1 } catch { 2 }',
  'fn add(a, b,) { a + b } private fn hidden() { this.x = 1; } fn int.double() { this * 2 } fn "My Type".m(x) { x }',
  'a?.b?.c?[0] ?? b ?? return; x ?? throw "none"; loop { x ?? break; y ?? continue; }',
  'if x in [1, 2] && y !in #{a: 1} || !(z in "text") { } let t = !inner; ',
  'x += 1; x -= 1; x *= 2; x /= 2; x %= 2; x **= 2; x <<= 1; x >>= 1; x &= 1; x |= 1; x ^= 1;',
  'let p = -2 ** 2 + 3 * -x.abs() << 1 & 5 | 6 ^ 7 == 8 != true; f!(1); (f)(1); a[1][2].b(3)?[4];',
  'let fp = Fn("add"); fp.call(1, 2); fp.curry(1).call(2); type_of(x); x.type_of(); is_def_var("x"); debug(x);',
  'return if x { 1 } else { 2 };',
  '{ let inner = 1; { inner } }',
  ';;;',
  '',
];

/** Sources of Rhai in the tests of the repository: the texts that stand for scripts there. */
function scriptsInTests(): string[] {
  const folders = [
    'rhai-wasm',
    'server/contexts/rules',
    'server/contexts/judgment',
    'server/platform/rule-pool',
    'tests',
  ];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const texts = files.flatMap((file) => [
    ...file.matchAll(
      /\b(?:source|script|rules|compile|SOURCE|SCRIPT)\b\s*[:=(]\s*(['`])((?:\\.|(?!\1|\$\{)[^\\])*)\1/gs,
    ),
  ]);
  return texts.map(([, , text = '']) => text.replaceAll(/\\([`'$\\])/g, '$1').replaceAll('\\n', '\n'));
}

const corpus = [
  ...SNIPPETS,
  ...scriptsInTests(),
  ...[...goldenFiles().values()].flat().map(({ script }) => script),
  ...readdirSync(shipped, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(join(shipped, name, 'rules.rhai'), 'utf8')),
];

describe('the grammar', () => {
  let engine: RhaiEngine;
  beforeAll(async () => {
    engine = await loadRhai();
  });

  /** `accepted`, `refused` for its form, or `beyond` the grammar (where a fault of form may still follow). */
  function opinion(script: string): 'accepted' | 'refused' | 'beyond' {
    const compiled = engine.compile(script);
    if (compiled.ok) {
      engine.release(compiled.script);
      return 'accepted';
    }
    const message = compiled.diagnostics[0]?.message ?? '';
    return BEYOND_GRAMMAR.some((pattern) => pattern.test(message)) ? 'beyond' : 'refused';
  }

  it('finds no fault in what Rhai accepts, and one in what it refuses for its form', () => {
    const wrong = corpus.filter((script) => hasFault(script) !== (opinion(script) === 'refused'));
    expect(wrong).toEqual([]);
    expect(corpus.length).toBeGreaterThan(700);
  });

  it('groups operators as Rhai does', () => {
    const operand = fc.constantFrom('a', 'b', 'c', '2', '3', '-2', '!t', '-a', 'list[1]', '"x"', 't', '()');
    const operator = fc.constantFrom(
      ...'+ - * / % ** == != < <= > >= && || ?? & | ^ << >> in !in'.split(' '),
    );
    const chain = fc
      .tuple(operand, fc.array(fc.tuple(operator, operand), { minLength: 2, maxLength: 5 }))
      .map(([first, rest]) => [first, ...rest.flat()].join(' '));
    const outcome = (expression: string): unknown => {
      const compiled = engine.compile(
        `let a = 5; let b = 3.5; let c = 1; let t = true; let list = [4, 2]; ${expression}`,
      );
      if (!compiled.ok) return 'refused';
      const evaluation = engine.evaluate(compiled.script, {});
      engine.release(compiled.script);
      return evaluation.ok ? evaluation.value : evaluation.error.message;
    };
    let different = 0;
    const property = fc.property(chain, (expression) => {
      const told = outcome(expression);
      if (told === 'refused') return;
      expect([expression, outcome(grouped(expression))]).toEqual([expression, told]);
      different += outcome(leftToRight(expression)) === told ? 0 : 1;
    });
    fc.assert(property, { numRuns: 1_000 });
    // The other way of grouping is found out: the property can fail.
    expect(different).toBeGreaterThan(100);
  });

  it('does so for drawn scripts', { timeout: 120_000 }, () => {
    const seen = { accepted: 0, refused: 0, beyond: 0 };
    const agree = (script: string): void => {
      const of = opinion(script);
      seen[of] += 1;
      if (of !== 'beyond')
        expect({ script, fault: hasFault(script) }).toEqual({ script, fault: of === 'refused' });
    };
    fc.assert(fc.property(rhaiScript, agree), { numRuns: 1_500 });
    fc.assert(fc.property(spoiledScript, agree), { numRuns: 1_500 });
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(700);
  });
});
