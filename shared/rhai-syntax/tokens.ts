import { ExternalTokenizer, type InputStream, type Stack } from '@lezer/lr';
import * as t from './terms.ts';
import { numberLength } from './number-length.ts';
import { charLength, rawStringLength, stringLength } from './text-length.ts';

/*
 * Rhai's own tokenizer once more (rhai-1.27.0/src/tokenizer.rs), because its rules are no regular expressions: block
 * comments nest, `1.` is a float only before certain characters, `-1` is one token where no operator can stand, and
 * `<-`, `|>` and other signs are reserved. A sign that has two meanings takes the one the parser can go on with.
 */

const KEYWORDS: ReadonlyMap<string, number> = new Map([
  ['let', t.kwLet],
  ['const', t.kwConst],
  ['if', t.kwIf],
  ['else', t.kwElse],
  ['switch', t.kwSwitch],
  ['do', t.kwDo],
  ['while', t.kwWhile],
  ['until', t.kwUntil],
  ['loop', t.kwLoop],
  ['for', t.kwFor],
  ['in', t.kwIn],
  ['continue', t.kwContinue],
  ['break', t.kwBreak],
  ['return', t.kwReturn],
  ['throw', t.kwThrow],
  ['try', t.kwTry],
  ['catch', t.kwCatch],
  ['fn', t.kwFn],
  ['private', t.kwPrivate],
  ['true', t.Boolean],
  ['false', t.Boolean],
  ['this', t.This],
  ['_', t.Underscore],
  // Names that can only be called; the second four as methods too.
  ...['Fn', 'print', 'debug', 'is_def_var', 'is_def_fn'].map((name) => [name, t.globalBuiltin] as const),
  ...['call', 'curry', 'is_shared', 'type_of'].map((name) => [name, t.methodBuiltin] as const),
]);

/** Words Rhai keeps for itself without a meaning, those of modules and the forbidden `eval`. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    'as use case async public package super var protected spawn shared is sync static default thread yield new match ' +
    'eval await null with void import nil export module go goto'
  ).split(' '),
);

/** Signs by length, longest first, each with what it may be, best first. An empty list: reserved. */
const SIGNS: readonly ReadonlyMap<string, readonly number[]>[] = [
  new Map<string, readonly number[]>([
    ['...', []],
    ['===', []],
    ['!==', []],
    ['::<', []],
    ['**=', [t.AssignOp]],
    ['<<=', [t.AssignOp]],
    ['>>=', [t.AssignOp]],
    ['..=', [t.RangeOp]],
  ]),
  new Map<string, readonly number[]>([
    ['()', [t.unitToken]],
    ['(*', []],
    ['*)', []],
    ['#{', [t.openMap]],
    ['#!', []],
    ['++', []],
    ['--', []],
    ['->', []],
    ['<-', []],
    ['<|', []],
    ['|>', []],
    ['!.', []],
    [':=', []],
    [':;', []],
    ['=>', [t.Arrow]],
    ['==', [t.Equal]],
    ['!=', [t.Equal]],
    ['<=', [t.Compare]],
    ['>=', [t.Compare]],
    ['&&', [t.And]],
    ['||', [t.closureEmpty, t.Or]],
    ['??', [t.Coalesce]],
    ['?.', [t.OptionalDot]],
    ['?[', [t.openOptional]],
    ['..', [t.RangeOp]],
    ['**', [t.Power]],
    ['<<', [t.Shift]],
    ['>>', [t.Shift]],
    ...['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^='].map((sign) => [sign, [t.AssignOp]] as const),
  ]),
  new Map<string, readonly number[]>([
    ['(', [t.openParen]],
    [')', [t.closeParen]],
    ['[', [t.openBracket]],
    [']', [t.closeBracket]],
    ['{', [t.openBrace]],
    ['}', [t.closeBrace]],
    [';', [t.semicolon]],
    [',', [t.Comma]],
    ['.', [t.Dot]],
    [':', [t.Colon]],
    ['=', [t.Equals]],
    ['+', [t.Sign, t.Plus]],
    ['-', [t.Sign, t.Plus]],
    ['*', [t.Times]],
    ['/', [t.Times]],
    ['%', [t.Times]],
    ['<', [t.Compare]],
    ['>', [t.Compare]],
    ['!', [t.Bang, t.Not]],
    ['&', [t.BitAnd]],
    ['|', [t.bar, t.BitOr]],
    ['^', [t.BitOr]],
  ]),
];

const NEWLINE = 10;
const RETURN = 13;
const DOLLAR = 36;
const STAR = 42;
const SLASH = 47;
const BACKTICK = 96;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const END = -1;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isNamePart = (code: number): boolean => isLetter(code) || isDigit(code) || code === 95;
const isSpace = (code: number): boolean =>
  code === 32 || code === 9 || code === NEWLINE || code === RETURN || code === 12;

function wordAt(input: InputStream, offset: number): string {
  let word = '';
  for (let code = input.peek(offset); isNamePart(code); code = input.peek(offset + word.length)) {
    word += String.fromCharCode(code);
  }
  return word;
}

/** Length of the comment at `offset`, 0 if there is none. A block that never ends goes to the end, as in Rhai. */
function commentLength(input: InputStream, offset: number): number {
  if (input.peek(offset) !== SLASH) return 0;
  let length = 2;
  if (input.peek(offset + 1) === SLASH) {
    for (let code = input.peek(offset + length); code !== END && code !== NEWLINE && code !== RETURN;) {
      code = input.peek(offset + ++length);
    }
    return length;
  }
  if (input.peek(offset + 1) !== STAR) return 0;
  for (let depth = 1; depth > 0; length++) {
    const code = input.peek(offset + length);
    if (code === END) return length;
    const next = input.peek(offset + length + 1);
    if ((code === SLASH && next === STAR) || (code === STAR && next === SLASH)) {
      depth += code === SLASH ? 1 : -1;
      length++;
    }
  }
  return length;
}

function commentTerm(input: InputStream): number {
  const [third, fourth] = [input.peek(2), input.peek(3)];
  if (input.peek(1) === STAR) return t.BlockComment;
  return third === SLASH && fourth !== SLASH ? t.DocComment : t.LineComment;
}

/** Whether a range is open: nothing but the end of what holds it follows. A token without length. */
export const openRange = new ExternalTokenizer((input) => {
  let offset = 0;
  for (;;) {
    const length = isSpace(input.peek(offset)) ? 1 : commentLength(input, offset);
    if (length === 0) break;
    offset += length;
  }
  const code = input.peek(offset);
  const next = String.fromCharCode(code === END ? 0 : code);
  if ('])},;'.includes(next) || (next === '=' && input.peek(offset + 1) === 62))
    input.acceptToken(t.openEnd, 0);
});

/** Text of a template up to `${` or its closing backtick; `` `` `` and `\${` are text. */
export const templateTokens = new ExternalTokenizer((input) => {
  let length = 0;
  for (;;) {
    const code = input.peek(length);
    const next = input.peek(length + 1);
    if (code === END) break;
    if (code === BACKTICK) {
      if (next !== BACKTICK) break;
      length += 2;
    } else if (code === DOLLAR && next === OPEN_BRACE) break;
    else if (code === BACKSLASH && next === DOLLAR && input.peek(length + 2) === OPEN_BRACE) length += 3;
    else length++;
  }
  if (length > 0) input.acceptToken(t.templateText, length);
  else if (input.next === BACKTICK) input.acceptToken(t.templateEnd, 1);
  else if (input.next === DOLLAR) input.acceptToken(t.interpolationStart, 2);
});

function wordToken(input: InputStream, word: string): void {
  const keyword = KEYWORDS.get(word);
  if (keyword !== undefined) input.acceptToken(keyword, word.length);
  else if (RESERVED_WORDS.has(word) || !/^_*[A-Za-z]/.test(word)) input.acceptToken(t.Invalid, word.length);
  else input.acceptToken(t.Identifier, word.length);
}

function signToken(input: InputStream, stack: Stack): void {
  for (const [index, signs] of SIGNS.entries()) {
    const length = SIGNS.length - index;
    let sign = '';
    for (let i = 0; i < length && input.peek(i) !== END; i++) sign += String.fromCharCode(input.peek(i));
    const meanings = signs.get(sign);
    if (meanings === undefined) continue;
    // Without arguments a call has the sign of the empty value; here its brackets stay two.
    if (sign === '()' && !stack.canShift(t.unitToken)) continue;
    const fitting = meanings.find((term) => meanings.length === 1 || stack.canShift(term));
    input.acceptToken(fitting ?? meanings[0] ?? t.Invalid, length);
    return;
  }
}

/** `length` below 0: the text is faulty and that long. */
function literalToken(input: InputStream, term: number, length: number): void {
  input.acceptToken(length < 0 ? t.Invalid : term, Math.abs(length));
}

function readToken(input: InputStream, stack: Stack): void {
  const { next } = input;
  const at = (offset: number): number => input.peek(offset);
  const second = at(1);
  const comment = commentLength(input, 0);
  if (comment > 0) return input.acceptToken(commentTerm(input), comment);
  if (isDigit(next)) return literalToken(input, t.Number, numberLength(at, 0));
  if (next === 45 && isDigit(second) && stack.canShift(t.Number)) {
    return literalToken(input, t.Number, numberLength(at, 1));
  }
  if (next === 34) return literalToken(input, t.String, stringLength(at));
  if (next === 39) return literalToken(input, t.Char, charLength(at));
  if (next === BACKTICK) return input.acceptToken(t.templateStart, 1);
  if (next === 35 && (second === 34 || second === 35)) {
    return literalToken(input, t.RawString, rawStringLength(at));
  }
  if (next === 33 && wordAt(input, 1) === 'in') return input.acceptToken(t.NotIn, 3);
  const word = wordAt(input, 0);
  if (word !== '') return wordToken(input, word);
  signToken(input, stack);
}

export const tokens = new ExternalTokenizer(readToken, { contextual: true });
