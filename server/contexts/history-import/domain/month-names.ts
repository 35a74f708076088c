/** English, and German where it differs: what historians write (`02-Jan-26`). By the first three letters. */
const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  mrz: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
};
const DAY_FIRST = /^(\d{1,2})[-\s./]{0,2}(\p{L}{3,9})[-\s./,]{0,2}(\d{4}|\d{2})(?!\d)/u;
const MONTH_FIRST = /^(\p{L}{3,9})\.?\s(\d{1,2}),?\s(\d{4})(?!\d)/u;

/** The same time with its month as a number, and the order of its parts; null where it names no month. */
export function withMonthNumber(
  text: string,
): { readonly text: string; readonly order: 'dmy' | 'mdy' } | null {
  const month = (name: string | undefined) => MONTHS[(name ?? '').slice(0, 3).toLowerCase()];
  const dayFirst = DAY_FIRST.exec(text);
  const dayMonth = month(dayFirst?.[2]);
  if (dayFirst !== null && dayMonth !== undefined) {
    const rest = text.slice(dayFirst[0].length);
    return { text: `${dayFirst[1]}.${dayMonth}.${dayFirst[3]}${rest}`, order: 'dmy' };
  }
  const monthFirst = MONTH_FIRST.exec(text);
  const firstMonth = month(monthFirst?.[1]);
  if (monthFirst === null || firstMonth === undefined) return null;
  const rest = text.slice(monthFirst[0].length);
  return { text: `${firstMonth}/${monthFirst[2]}/${monthFirst[3]}${rest}`, order: 'mdy' };
}
