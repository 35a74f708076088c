import fc, { type Arbitrary } from 'fast-check';

/*
 * Scripts of Rhai, drawn from its grammar as token lists, so that a test can also spoil them: leave a token out, put one
 * in, take the space between two away. Whether what comes out is right, Rhai itself is asked.
 */

type Tokens = readonly string[];

const NAMES = ['a', 'b', 'temperature', 'x1', '_y', 'len', 'round'];
const name = fc.constantFrom(...NAMES);

const number = fc.constantFrom(
  ...[
    '0',
    '7',
    '42',
    '1_000',
    '0x1F',
    '0b1010',
    '0o17',
    '1.5',
    '2.',
    '1e3',
    '1.5e-3',
    '-3',
    '-2.5',
    '0X_f',
    '9223372036854775808',
  ],
);
const quoted = fc.constantFrom(
  ...[
    '"a"',
    '"온도 \\u00b0"',
    '"q ""inside"" \\n"',
    '"line \\\n goes on"',
    '#"raw \\ "text"#',
    '##"a"#b"##',
    "'c'",
    "'\\n'",
    "'각'",
  ],
);
const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '??',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  'in',
  '!in',
  '..',
  '..=',
];
const ASSIGN = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '&=', '|=', '^='];

const one = (arbitrary: Arbitrary<string>): Arbitrary<Tokens> => arbitrary.map((token) => [token]);
/** A sequence of fixed tokens and drawn token lists. */
const row = (...parts: readonly (string | Arbitrary<Tokens>)[]): Arbitrary<Tokens> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant([part]) : part)))
    .map((lists) => lists.flat());
const some = (
  arbitrary: Arbitrary<Tokens>,
  separator: string,
  maxLength = 3,
  minLength = 0,
): Arbitrary<Tokens> =>
  fc
    .tuple(fc.array(arbitrary, { minLength, maxLength }), fc.boolean())
    .map(([items, trailing]) => [
      ...items.flatMap((item, index) => (index === 0 ? item : [separator, ...item])),
      ...(trailing && items.length > 0 && separator === ',' ? [separator] : []),
    ]);
const maybe = (arbitrary: Arbitrary<Tokens>): Arbitrary<Tokens> =>
  fc.oneof(fc.constant([] as Tokens), arbitrary);

const { program } = fc.letrec<Record<string, Tokens>>((tie) => {
  const expression = tie('expression') as Arbitrary<Tokens>;
  const statement = tie('statement') as Arbitrary<Tokens>;
  const simple = tie('simple') as Arbitrary<Tokens>;
  const block = tie('block') as Arbitrary<Tokens>;
  const value = fc.oneof(one(number), one(quoted), one(fc.constantFrom('true', 'false', '()', ...NAMES)));
  const literal = fc.oneof(
    one(number),
    one(quoted),
    row('1', '..', one(fc.constantFrom('7', '0x1F'))),
    row('7', '..='),
    one(fc.constantFrom('true', '()')),
  );
  const parameters = some(one(name), ',', 2);
  // Most conditions are such as can be true: Rhai refuses literals of other types there.
  const condition = fc.oneof(
    { weight: 5, arbitrary: row(one(name), one(fc.constantFrom('==', '<', '&&', 'in')), one(name)) },
    expression,
  );
  const flow = fc.oneof(
    row('if', condition, block),
    row('if', condition, block, 'else', block),
    row('if', condition, block, 'else', 'if', condition, block),
    row('while', condition, '{', statement, 'continue', '}'),
    row('loop', '{', 'if', condition, '{', 'break', maybe(expression), '}', statement, '}'),
    row('for', one(name), 'in', one(name), block),
    row('for', '(', one(name), ',', one(fc.constant('i')), ')', 'in', condition, block),
    row('switch', expression, '{', tie('cases') as Arbitrary<Tokens>, '}'),
    block,
  );
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'expression', withCrossShrink: true },
      value,
      row(expression, one(fc.constantFrom(...BINARY)), expression),
      row(one(fc.constantFrom('-', '!', '+')), expression),
      row('(', expression, ')'),
      row('[', some(expression, ','), ']'),
      row('#{', some(row(one(fc.oneof(name, quoted)), ':', expression), ',', 2), '}'),
      row(one(name), '(', some(expression, ','), ')'),
      row(expression, one(fc.constantFrom('.', '?.')), one(name)),
      row(
        expression,
        '.',
        one(fc.oneof(name, fc.constantFrom('call', 'curry'))),
        '(',
        some(expression, ','),
        ')',
      ),
      row(expression, one(fc.constantFrom('[', '?[')), expression, ']'),
      row('|', parameters, '|', fc.oneof(simple, flow)),
      row('||', fc.oneof(simple, flow)),
      row('`', '온도 ', '${', statement, '}', ' ``도``', '`'),
      row(expression, '??', one(fc.constantFrom('return', 'throw')), maybe(expression)),
      row(expression, '..'),
      flow,
      row('do', block, one(fc.constantFrom('while', 'until')), condition),
      row(one(fc.constantFrom('print', 'debug', 'type_of', 'Fn', 'is_def_var')), '(', expression, ')'),
    ),
    cases: fc
      .tuple(
        fc.array(
          row(some(literal, '|', 2, 1), maybe(row('if', condition)), '=>', fc.oneof(simple, flow), ','),
          { maxLength: 3 },
        ),
        maybe(row('_', '=>', fc.oneof(simple, flow))),
      )
      .map(([cases, last]) => [...cases.flat(), ...last]),
    simple: fc.oneof(
      { weight: 4, arbitrary: expression },
      row('let', one(name)),
      row('let', one(name), '=', expression),
      row('const', one(name), '=', expression),
      row(one(name), one(fc.constantFrom(...ASSIGN)), expression),
      row(one(name), '.', one(name), '[', expression, ']', '=', expression),
      row(one(fc.constantFrom('return', 'throw')), maybe(expression)),
    ),
    statement: fc.oneof(
      { weight: 4, arbitrary: row(simple, ';') },
      { weight: 2, arbitrary: flow },
      row('try', block, 'catch', maybe(row('(', one(name), ')')), block),
      row(';'),
    ),
    block: fc
      .tuple(fc.array(statement, { maxLength: 2 }), maybe(simple))
      .map(([statements, last]) => ['{', ...statements.flat(), ...last, '}']),
    functions: fc.oneof(
      row('fn', one(fc.constantFrom('f', 'g', 'h')), '(', parameters, ')', block),
      row('private', 'fn', one(fc.constantFrom('p', 'q')), '(', parameters, ')', block),
      row('fn', 'int', '.', one(fc.constantFrom('m', 'n')), '()', block),
    ),
    program: fc
      .tuple(
        fc.array(tie('functions') as Arbitrary<Tokens>, { maxLength: 2 }),
        fc.array(statement, { maxLength: 3 }),
        maybe(simple),
      )
      .map(([functions, statements, last]) => [...functions.flat(), ...statements.flat(), ...last]),
  };
});

const GLUE = ['\n', '', ' /* a /* nested */ comment */ ', ' // to the end\n', '\t'];
const STRAY = [
  '+',
  '-',
  '--',
  '<-',
  '|',
  '}',
  '{',
  '(',
  ')',
  ']',
  ';',
  ',',
  '=',
  '=>',
  'let',
  'if',
  'else',
  'fn',
  'in',
  'eval',
  'import',
  '?.',
  '..',
  '5',
  'a',
  '"',
  '`',
  "'",
  '#{',
  '0x',
  '1e+',
  '_',
  '$',
  '~',
  'print',
];

const joined = (tokens: Tokens, glue: readonly { at: number; text: string }[]): string => {
  const between = new Map(glue.map(({ at, text }) => [Math.floor(at * tokens.length), text]));
  return tokens
    .map((token, index) => token + (between.get(index) ?? (isInText(tokens, index) ? '' : ' ')))
    .join('');
};

/** Spaces would belong to the text of a template. */
function isInText(tokens: Tokens, index: number): boolean {
  const next = tokens[index + 1] ?? '';
  return tokens[index] === '`' || next === '`' || next === '${' || next.includes('``');
}

const glue = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), text: fc.constantFrom(...GLUE) }),
  { maxLength: 4 },
);

/** Scripts that are right in their form (Rhai may refuse some for other reasons). */
export const rhaiScript: Arbitrary<string> = fc
  .tuple(program as Arbitrary<Tokens>, glue)
  .map(([tokens, between]) => joined(tokens, between));

/** Scripts with one or two tokens left out, put in or replaced: some right, most wrong. */
export const spoiledScript: Arbitrary<string> = fc
  .tuple(
    program as Arbitrary<Tokens>,
    glue,
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.integer({ min: 0, max: 1 }),
        insert: fc.array(fc.constantFrom(...STRAY), { maxLength: 1 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([tokens, between, changes]) => {
    const spoiled = [...tokens];
    for (const { at, remove, insert } of changes)
      spoiled.splice(Math.floor(at * spoiled.length), remove, ...insert);
    return joined(spoiled, between);
  });
