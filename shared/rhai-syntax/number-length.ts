/** The character code at an offset, −1 at the end. */
export type CodeAt = (offset: number) => number;

const UNDERSCORE = 95;
const DOT = 46;
const RADIX: ReadonlyMap<string, readonly [number, RegExp]> = new Map([
  ['x', [16, /[0-9a-f]/i]],
  ['o', [8, /[0-7]/]],
  ['b', [2, /[01]/]],
]);
const MOST = 2n ** 64n - 1n;

const char = (code: number): string => (code === -1 ? '' : String.fromCharCode(code));
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => /[A-Za-z]/.test(char(code));

/**
 * How long the number at offset `start` is (a sign before it counts), as Rhai's tokenizer reads it; negative if it is
 * faulty: no digits after `0x`, more than 64 bits, or an exponent without digits.
 */
export function numberLength(at: CodeAt, start: number): number {
  const radix = at(start) === 48 ? RADIX.get(char(at(start + 1)).toLowerCase()) : undefined;
  return radix === undefined ? decimalLength(at, start) : radixLength(at, start + 2, radix);
}

function radixLength(at: CodeAt, start: number, [radix, digit]: readonly [number, RegExp]): number {
  let end = start;
  let value: bigint | null = null;
  for (; at(end) === UNDERSCORE || digit.test(char(at(end))); end++) {
    if (at(end) !== UNDERSCORE)
      value = (value ?? 0n) * BigInt(radix) + BigInt(parseInt(char(at(end)), radix));
  }
  return value === null || value > MOST ? -end : end;
}

function decimalLength(at: CodeAt, start: number): number {
  let end = start;
  let hasPoint = false;
  let hasExponent = false;
  let isFaulty = false;
  for (;;) {
    const code = at(end);
    const next = at(end + 1);
    if (code === UNDERSCORE || isDigit(code)) end++;
    else if (code === DOT && !hasPoint && isPoint(next)) {
      hasPoint = true;
      end++;
    } else if (
      (code === 101 || code === 69) &&
      !hasExponent &&
      (isDigit(next) || next === 43 || next === 45)
    ) {
      hasExponent = true;
      hasPoint = true;
      isFaulty = !isDigit(next) && !isDigit(at(end + 2));
      end += 2;
    } else return isFaulty ? -end : end;
  }
}

/** `1.` is a float unless a name, `_`, another point or the end of the script follows. */
function isPoint(next: number): boolean {
  return isDigit(next) || (next !== -1 && next !== UNDERSCORE && next !== DOT && !isLetter(next));
}
