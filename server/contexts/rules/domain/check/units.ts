import { isSameUnit } from '../../../../../shared/util/ucum.ts';

/** Powers of base units, and the factor to them. */
interface Dimension {
  readonly powers: Readonly<Record<string, number>>;
  readonly factor: number;
}

const ATOMS: Readonly<Record<string, Dimension>> = {
  '1': { powers: {}, factor: 1 },
  '%': { powers: {}, factor: 0.01 },
  m: { powers: { m: 1 }, factor: 1 },
  s: { powers: { s: 1 }, factor: 1 },
  min: { powers: { s: 1 }, factor: 60 },
  h: { powers: { s: 1 }, factor: 3600 },
  d: { powers: { s: 1 }, factor: 86_400 },
  g: { powers: { g: 1 }, factor: 1 },
  t: { powers: { g: 1 }, factor: 1e6 },
  A: { powers: { A: 1 }, factor: 1 },
  K: { powers: { K: 1 }, factor: 1 },
  L: { powers: { m: 3 }, factor: 1e-3 },
  l: { powers: { m: 3 }, factor: 1e-3 },
  Hz: { powers: { s: -1 }, factor: 1 },
  N: { powers: { g: 1, m: 1, s: -2 }, factor: 1e3 },
  Pa: { powers: { g: 1, m: -1, s: -2 }, factor: 1e3 },
  bar: { powers: { g: 1, m: -1, s: -2 }, factor: 1e8 },
  J: { powers: { g: 1, m: 2, s: -2 }, factor: 1e3 },
  W: { powers: { g: 1, m: 2, s: -3 }, factor: 1e3 },
  V: { powers: { g: 1, m: 2, s: -3, A: -1 }, factor: 1e3 },
  Ohm: { powers: { g: 1, m: 2, s: -3, A: -2 }, factor: 1e3 },
  C: { powers: { s: 1, A: 1 }, factor: 1 },
};
const PREFIXES: Readonly<Record<string, number>> = {
  G: 1e9,
  M: 1e6,
  k: 1e3,
  h: 100,
  d: 0.1,
  c: 0.01,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
};

function atomOf(text: string): Dimension | undefined {
  if (Object.hasOwn(ATOMS, text)) return ATOMS[text];
  const prefix = PREFIXES[text.slice(0, 1)];
  const atom = Object.hasOwn(ATOMS, text.slice(1)) ? ATOMS[text.slice(1)] : undefined;
  return prefix === undefined || atom === undefined ? undefined : { ...atom, factor: atom.factor * prefix };
}

function dimensionOf(unit: string): Dimension | undefined {
  const powers: Record<string, number> = {};
  let factor = 1;
  for (const [, sign, part = ''] of `.${unit.replaceAll(/\{[^}]*\}/g, '')}`.matchAll(/([./])([^./]*)/g)) {
    const [, text = '', exponent = '1'] = /^(.*?)(-?\d+)?$/.exec(part === '' ? '1' : part) ?? [];
    const atom = part === '' || part === '1' ? ATOMS['1'] : atomOf(text);
    if (atom === undefined) return undefined;
    const power = Number(part === '1' ? 1 : exponent) * (sign === '/' ? -1 : 1);
    factor *= atom.factor ** power;
    for (const [base, n] of Object.entries(atom.powers)) powers[base] = (powers[base] ?? 0) + n * power;
  }
  return { powers, factor };
}

/** Whether two units are one; true where nobody knows. Calculated ones (`V.A`) are compared by what they come to. */
export function areSame(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || isSameUnit(a, b)) return true;
  const isCalculated = a.startsWith('=') || b.startsWith('=');
  if (!isCalculated) return false;
  const [x, y] = [dimensionOf(a.replace('=', '')), dimensionOf(b.replace('=', ''))];
  if (x === undefined || y === undefined) return true;
  const bases = new Set([...Object.keys(x.powers), ...Object.keys(y.powers)]);
  if ([...bases].some((base) => (x.powers[base] ?? 0) !== (y.powers[base] ?? 0))) return false;
  return Math.abs(x.factor / y.factor - 1) < 1e-9;
}

const isCelsius = (unit: string | undefined): boolean => unit === 'Cel';

/** The unit of a sum or difference; `undefined` where nobody knows. `mismatch`: the two do not go together. */
export function addedUnits(
  operator: '+' | '-',
  a: string | undefined,
  b: string | undefined,
): { unit?: string | undefined; mismatch: boolean } {
  if (a === undefined || b === undefined) return { mismatch: false };
  if (isCelsius(a) && isCelsius(b)) return { unit: operator === '-' ? 'K' : 'Cel', mismatch: false };
  if (isCelsius(a) && b === 'K') return { unit: 'Cel', mismatch: false };
  if (a === 'K' && isCelsius(b) && operator === '+') return { unit: 'Cel', mismatch: false };
  const mismatch = !areSame(a, b);
  return mismatch ? { mismatch } : { unit: a, mismatch };
}

/** The unit of a product or quotient. */
export function multipliedUnits(
  operator: string,
  a: string | undefined,
  b: string | undefined,
): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (isSameUnit(b, '1')) return a;
  if (operator === '/') {
    if (isSameUnit(a, b)) return '1';
    const divided = b.replace('=', '').replaceAll(/[./]/g, (sign) => (sign === '.' ? '/' : '.'));
    return `=${a.replace('=', '')}/${divided}`;
  }
  if (isSameUnit(a, '1')) return b;
  return `=${a.replace('=', '')}.${b.replace('=', '')}`;
}

/** Counts and shares of one are numbers somebody may ask for exactly. */
export const isCount = (unit: string | undefined): boolean => unit === undefined || isSameUnit(unit, '1');
