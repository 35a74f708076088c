import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { RULE_ERROR_CODES, type RhaiEngine, type RhaiInputs, type RhaiValue } from './index.ts';
import { loadRhai } from './load-node.ts';

let engine: RhaiEngine;

beforeAll(async () => {
  engine = await loadRhai();
});

function evaluate(source: string, inputs: RhaiInputs = {}) {
  const compiled = engine.compile(source);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const evaluation = engine.evaluate(compiled.script, inputs);
  engine.release(compiled.script);
  return evaluation;
}

const text = fc.string({ unit: 'binary', maxLength: 40 });
const value = fc.letrec<{ value: RhaiValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** A value as it comes back: normal form of texts, no minus zero lost. */
function normal(given: RhaiValue): RhaiValue {
  if (typeof given === 'string') return given.normalize('NFC').toWellFormed();
  if (Array.isArray(given)) return given.map(normal);
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, item]) => [normal(key) as string, normal(item)]),
  );
}

describe('the border', () => {
  it('hands every value through unchanged but for its normal form', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(evaluate('x', { x: given })).toMatchObject({ ok: true });
        const result = evaluate('[x]', { x: given });
        if (result.ok) expect(result.value).toEqual([normal(given)]);
      }),
      { numRuns: 300 },
    );
  });

  it('makes floats of whole numbers', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        const result = evaluate('[type_of(n), n / 2, type_of(input.n)]', { n });
        expect(result).toMatchObject({ ok: true, value: ['f64', n / 2, 'f64'] });
      }),
    );
  });

  it('finds equal texts equal whatever their form', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('가', '각', '한', 'é', 'ñ', 'a'), maxLength: 8 }),
        (word) => {
          const forms = { a: word.normalize('NFC'), b: word.normalize('NFD') };
          expect(evaluate('a == b && a.len == b.len', forms)).toMatchObject({ ok: true, value: true });
        },
      ),
    );
  });

  it('compares floats as the formula of Rhai does', () => {
    const near = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const ulps = fc.integer({ min: -8, max: 8 });
    const compiled = engine.compile('[a > b, a >= b, a < b, a <= b, a == b]');
    if (!compiled.ok) throw new Error('does not compile');
    fc.assert(
      fc.property(near, ulps, (a, steps) => {
        const b = a * (1 + steps * Number.EPSILON * 0.5);
        const max = a * b === 0 ? 1 : Math.max(Math.abs(a), Math.abs(b));
        const difference = (a - b) / max;
        const wanted = [
          difference > Number.EPSILON,
          difference > -Number.EPSILON,
          -difference > Number.EPSILON,
          -difference > -Number.EPSILON,
          Math.abs(difference) <= Number.EPSILON,
        ];
        expect(engine.evaluate(compiled.script, { a, b })).toMatchObject({ ok: true, value: wanted });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (x) => {
    expect(evaluate('x', { x })).toMatchObject({ ok: false, error: { code: 'INPUT' } });
    expect(evaluate('x', { x: [1, { a: x }] })).toMatchObject({ ok: false, error: { code: 'INPUT' } });
  });

  it('refuses what is no value, and nesting without end', () => {
    const endless: RhaiValue[] = [];
    endless.push(endless);
    for (const x of [endless, 5n, () => 1, Symbol('x')]) {
      expect(evaluate('x', { x: x as RhaiValue })).toMatchObject({ ok: false, error: { code: 'INPUT' } });
    }
  });

  it('does not take what an object only inherits for an input', () => {
    const error = { ok: false, error: { code: 'UNKNOWN_VARIABLE' } };
    expect(evaluate('toString', {})).toMatchObject(error);
    expect(evaluate('x', Object.create({ x: 1 }) as RhaiInputs)).toMatchObject(error);
  });

  it('hands back a key named like the prototype as a plain key', () => {
    const result = evaluate('#{ "__proto__": 5 }');
    expect(result.ok && Object.keys(result.value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('hostile sources', () => {
  const parts = fc.constantFrom(
    ...[
      'let a = ',
      'if ',
      'else ',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '#{',
      '|x| ',
      'loop ',
      'while ',
      'for i in ',
      '0..9',
    ],
    ...[
      'a',
      'x',
      'input',
      '.b',
      '.len()',
      '.push(a)',
      '.map(',
      '.sort(',
      ' + ',
      ' / ',
      ' == ',
      ' > ',
      ' && ',
      '= ',
    ],
    ...[
      '1',
      '0',
      '2.5',
      '"각"',
      '`${',
      '}`',
      ';',
      ',',
      ':',
      'fn f(x) ',
      'f(',
      'return ',
      'throw ',
      'try ',
      'catch ',
    ],
    ...[
      'switch ',
      '=> ',
      '_',
      'true',
      '()',
      '!',
      '-',
      '+= ',
      '-= ',
      '// @rule r\n',
      '/*',
      '*/',
      "'c'",
      'this',
      '??',
    ],
  );

  it('never harm the host: each ends in a value or a known code, in time', () => {
    const known = new Set<string>(RULE_ERROR_CODES);
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), value, (tokens, x) => {
        const from = process.threadCpuUsage();
        const compiled = engine.compile(tokens.join(''), { limits: { operations: 5_000 } });
        if (!compiled.ok) {
          for (const { code, line } of compiled.diagnostics) expect(known.has(code) && line >= 0).toBe(true);
        } else {
          const result = engine.evaluate(compiled.script, { x });
          if (!result.ok) expect(known.has(result.error.code)).toBe(true);
          engine.release(compiled.script);
        }
        const { user, system } = process.threadCpuUsage(from);
        expect((user + system) / 1000).toBeLessThan(500);
      }),
      { numRuns: 3_000 },
    );
  });

  it('of any bytes do not either', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (source) => {
        const compiled = engine.compile(source);
        if (compiled.ok) engine.release(compiled.script);
      }),
      { numRuns: 2_000 },
    );
  });
});
