import type { ImportOptions } from '../../../../shared/contract/history-import.ts';

export type NumberForm = Pick<ImportOptions, 'decimal' | 'thousands'>;

const escape = (text: string) => text.replace(/[.']/g, '\\$&');

/** Reads a number of a form; null where the text is none, or one without end. */
export function numberReader({ decimal, thousands }: NumberForm): (text: string) => number | null {
  const point = escape(decimal);
  // Narrow and fixed blanks are what programs put between thousands where a blank is the custom.
  const group = thousands === ' ' ? '[ \\u00a0\\u202f]' : escape(thousands);
  const whole = thousands === '' ? '\\d+' : `(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)`;
  const pattern = new RegExp(`^[+\\-\u2212]?(?:${whole}(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`);
  const groups = new RegExp(group, 'g');
  return (text) => {
    if (!pattern.test(text)) return null;
    const plain = thousands === '' ? text : text.replace(groups, '');
    const number = Number((decimal === '.' ? plain : plain.replace(decimal, '.')).replace('\u2212', '-'));
    return Number.isFinite(number) ? number : null;
  };
}

/** In the order of preference where several read equally many cells. */
const FORMS: readonly NumberForm[] = [
  { decimal: '.', thousands: '' },
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
];

/** The form in which most cells are numbers. `doubtful`: groups of three could as well be decimals. */
export function guessNumberForm(
  cells: readonly string[],
  wish: { readonly [Name in keyof NumberForm]?: NumberForm[Name] | undefined },
): NumberForm & { readonly doubtful: boolean } {
  const forms = FORMS.filter(
    (form) =>
      (wish.decimal === undefined || form.decimal === wish.decimal) &&
      (wish.thousands === undefined || form.thousands === wish.thousands),
  );
  const counted = forms.map((form) => {
    const read = numberReader(form);
    return { form, count: cells.filter((cell) => read(cell) !== null).length };
  });
  const [first] = counted;
  if (first === undefined) {
    const decimal = wish.decimal ?? (wish.thousands === '.' ? ',' : '.');
    return { decimal, thousands: wish.thousands ?? '', doubtful: false };
  }
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a));
  const isPlain = cells.every((cell) => !/[.,]/.test(cell));
  const rivals = counted.filter(
    ({ form, count }) => count === best.count && form.decimal !== best.form.decimal,
  );
  const grouped = cells.filter((cell) => /[.,]/.test(cell));
  const doubtful =
    !isPlain && rivals.length > 0 && grouped.every((cell) => /^[+-]?\d{1,3}([.,]\d{3})+$/.test(cell));
  return { ...best.form, doubtful };
}
