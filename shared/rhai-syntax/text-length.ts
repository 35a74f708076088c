import type { CodeAt } from './number-length.ts';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const BACKSLASH = 92;
const SIMPLE_ESCAPES = 'rnt\\';
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const char = (code: number): string => (code === -1 ? '' : String.fromCharCode(code));

/**
 * Length of the string literal at offset 0, as Rhai's tokenizer reads it: `""` inside is a quote, a backslash at the end
 * of a line goes on in the next. Negative: it does not end, or has an escape that does not exist, and is that long.
 */
export function stringLength(at: CodeAt): number {
  return quotedLength(at, QUOTE, true).length;
}

/** The same for a character literal, which must hold exactly one character. */
export function charLength(at: CodeAt): number {
  if (at(1) === APOSTROPHE) return -2;
  const { length, count } = quotedLength(at, APOSTROPHE, false);
  return length > 0 && count !== 1 ? -length : length;
}

/** Length of a raw string `#"…"#` with any number of `#`; negative if it does not end. */
export function rawStringLength(at: CodeAt): number {
  let hashes = 0;
  while (at(hashes) === HASH) hashes++;
  if (at(hashes) !== QUOTE) return -hashes;
  let end = hashes + 1;
  for (let seen = -1; at(end) !== -1; end++) {
    if (at(end) === QUOTE) seen = 0;
    else if (at(end) === HASH && seen >= 0) seen++;
    else seen = -1;
    if (seen === hashes) return end + 1;
  }
  return -end;
}

function quotedLength(at: CodeAt, quote: number, mayContinue: boolean): { length: number; count: number } {
  let end = 1;
  let count = 0;
  let isFaulty = false;
  for (;;) {
    const code = at(end);
    if (code === -1 || code === NEWLINE) return { length: -end, count };
    if (code === quote) {
      if (at(end + 1) !== quote) return { length: isFaulty ? -(end + 1) : end + 1, count };
      end += 2;
      count++;
    } else if (code === BACKSLASH) {
      const escape = escapeLength(at, end, quote, mayContinue);
      isFaulty ||= escape < 0;
      end += Math.abs(escape);
      count++;
    } else if (code === RETURN && at(end + 1) === NEWLINE) end++;
    else {
      // A character beyond 16 bits comes as two codes.
      end += code >= 0xd800 && code < 0xdc00 ? 2 : 1;
      count++;
    }
  }
}

/** Length of the escape at `start`; negative if there is none such. */
function escapeLength(at: CodeAt, start: number, quote: number, mayContinue: boolean): number {
  const code = at(start + 1);
  const letter = char(code);
  const digits = HEX_ESCAPES[letter];
  if (digits !== undefined) {
    let hex = '';
    while (hex.length < digits && /[0-9a-f]/i.test(char(at(start + 2 + hex.length)))) {
      hex += char(at(start + 2 + hex.length));
    }
    return hex.length === digits && isCharacter(parseInt(hex, 16)) ? 2 + digits : -2;
  }
  if (code === quote || (letter !== '' && SIMPLE_ESCAPES.includes(letter))) return 2;
  if (mayContinue && code === NEWLINE) return 2;
  if (mayContinue && code === RETURN && at(start + 2) === NEWLINE) return 3;
  return code === NEWLINE || code === -1 ? -1 : -2;
}

/** Surrogates and numbers beyond Unicode are no characters. */
function isCharacter(value: number): boolean {
  return value <= 0x10_ffff && (value < 0xd800 || value > 0xdfff);
}
