import { AppError } from '../../../shared/contract/errors.ts';

export interface ColumnChoice {
  readonly time: number;
  readonly value: number;
  /** False where the first line is already data. */
  readonly hasHeader: boolean;
}

export interface ColumnWish {
  /** Header or number from 1. */
  readonly time?: string | undefined;
  readonly value?: string | undefined;
  /** Last part of the tag path: a column of that name is its value. */
  readonly tagName: string;
}

const TIME_NAMES =
  /^(time[ _-]?stamps?|time|date[ _-]?time|date|ts|t|zeit(stempel)?|datum|시각|시간|일시|날짜|타임스탬프)$/i;
const VALUE_NAMES = /^(value|val|v|reading|measurement|wert|값|측정값)$/i;

function listed(header: readonly string[]): string {
  return header.map((name, index) => `${index + 1} "${name}"`).join(', ');
}

function find(header: readonly string[], wish: string, option: string): number {
  const byName = header.findIndex((name) => name.trim().toLowerCase() === wish.trim().toLowerCase());
  if (byName >= 0) return byName;
  const byNumber = Number(wish) - 1;
  if (Number.isInteger(byNumber) && byNumber >= 0 && byNumber < header.length) return byNumber;
  throw new AppError('VALIDATION_FAILED', `${option}: no column "${wish}"; the file has ${listed(header)}`);
}

function only(indexes: readonly number[]): number | undefined {
  return indexes.length === 1 ? indexes[0] : undefined;
}

/**
 * Chooses the columns of a recorded series: as wished, else by usual names, else what is left of two.
 * Error `VALIDATION_FAILED` lists the columns.
 *
 * @param isTime whether a cell reads as a time; a first line with one is data, not a header
 */
export function chooseColumns(
  first: readonly string[],
  wish: ColumnWish,
  isTime: (cell: string) => boolean,
): ColumnChoice {
  const hasHeader = !first.some(isTime);
  const header = hasHeader ? first : first.map((_, index) => String(index + 1));
  const all = header.map((_, index) => index);
  const time =
    wish.time !== undefined
      ? find(header, wish.time, '--time-column')
      : hasHeader
        ? all.find((index) => TIME_NAMES.test(header[index]?.trim() ?? ''))
        : all.find((index) => isTime(first[index] ?? ''));
  if (time === undefined)
    throw new AppError(
      'VALIDATION_FAILED',
      `which column holds the time? Name it with --time-column: ${listed(header)}`,
    );
  const others = all.filter((index) => index !== time);
  const value =
    wish.value !== undefined
      ? find(header, wish.value, '--value-column')
      : (only(others) ??
        others.find((index) => header[index]?.trim().toLowerCase() === wish.tagName.toLowerCase()) ??
        only(others.filter((index) => VALUE_NAMES.test(header[index]?.trim() ?? ''))));
  if (value === undefined)
    throw new AppError(
      'VALIDATION_FAILED',
      `which column holds the value? Name it with --value-column: ${listed(header)}`,
    );
  return { time, value, hasHeader };
}
