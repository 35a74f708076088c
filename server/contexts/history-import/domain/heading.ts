import type { ImportWishes } from '../../../../shared/contract/history-import.ts';
import { guessTimeFormat, readTime } from './times.ts';

export const TIME_NAME =
  /^_?(?:time[ _-]?stamps?|t_?stamp|time|date[ _-]?time|date|zeit(?:stempel)?|datum|시각|시간|일시|날짜|타임스탬프)|^(?:ts|t)$/i;

type Rows = readonly { readonly line: number; readonly cells: readonly string[] }[];

/** Which rows are what, as indexes; `values` is the first with values. */
export interface Heading {
  readonly hasHeader: boolean;
  readonly first: number;
  readonly values: number;
}

/** A row above the header may name anything; more than these below it are no units, but a file of another form. */
const MOST_BELOW = 3;
/** Where nothing by name or form says so, the times are not looked for further right. */
const MOST_COLUMNS = 20;

const isTimeLike = (cell: string) =>
  ['ymd', 'dmy', 'mdy'].some((format) => readTime(cell.trim(), format as 'ymd') !== null);
export const isFigure = (cell: string) =>
  /^[+\-\u2212]?[\d.,' ]*\d[\d.,' ]*(?:[eE][+-]?\d+)?$/.test(cell.trim());
const isData = (cell: string) => isTimeLike(cell) || isFigure(cell);
const isFilled = (cell: string) => cell.trim() !== '';

/** A first row is a header where none of its cells is a time or number, and one below it is. */
function looksLikeHeader(rows: Rows): boolean {
  const [first, second] = rows;
  if (first === undefined || first.cells.some(isData)) return false;
  return (
    second === undefined ||
    second.cells.some(isData) ||
    first.cells.some((cell) => TIME_NAME.test(cell.trim()))
  );
}

/** What spreadsheets write to say which separator follows. */
export const SEPARATOR_LINE = /^sep=(.)\r?\n/i;
const isSeparatorRow = (cells: readonly string[] = []) => /^sep=/i.test(cells[0] ?? '');

/** The column of times by the lower half of the rows, which what stands above a table does not reach. */
function timesOf(rows: Rows, now: number): { column: number; isTime: (cell: string) => boolean } | null {
  const lower = rows.slice(Math.floor(rows.length / 2));
  const width = Math.max(0, ...lower.map(({ cells }) => cells.length));
  let found: ReturnType<typeof timesOf> = null;
  for (let column = 0; column < Math.min(width, MOST_COLUMNS); column += 1) {
    const cells = lower.map((row) => (row.cells[column] ?? '').trim());
    const guess = guessTimeFormat(cells, now);
    if (guess === null) continue;
    const isTime = (cell: string) =>
      readTime(cell.trim(), guess.format) !== null && guessTimeFormat([cell.trim()], now) !== null;
    const isNamed = rows.some((row) => TIME_NAME.test((row.cells[column] ?? '').trim()));
    if (isNamed) return { column, isTime };
    if (guess.format.length === 3 || column === 0) found ??= { column, isTime };
  }
  return found;
}

/** Header and first row with values, where something stands above or between them; null where nothing does. */
function guessHeading(rows: Rows, now: number): { readonly first: number; readonly values: number } | null {
  const times = timesOf(rows, now);
  if (times === null) return null;
  const values = rows.findIndex(({ cells }) => times.isTime(cells[times.column] ?? ''));
  if (values <= 0) return null;
  const above = rows.slice(0, values);
  const isComment = (cells: readonly string[]) => /^\s*#/.test(cells[0] ?? '');
  const named = above.findIndex(
    ({ cells }) => !isComment(cells) && TIME_NAME.test((cells[times.column] ?? '').trim()),
  );
  const first =
    named >= 0
      ? named
      : above.findLastIndex(
          ({ cells }) => !isComment(cells) && cells.filter(isFilled).length >= 2 && !cells.some(isData),
        );
  if (first < 0) return null;
  const between = above.slice(first + 1);
  // A row with figures is one with values whose time is wrong: a fault, which is told and not passed over.
  const isUnits = between.length <= MOST_BELOW && between.every(({ cells }) => !cells.some(isData));
  return { first, values: isUnits ? values : first + 1 };
}

/** Where header and values begin, as it is said or by the first rows. */
export function headingOf(
  rows: Rows,
  { header, firstLine, valuesFrom }: Pick<ImportWishes, 'header' | 'firstLine' | 'valuesFrom'>,
  now: number,
): Heading {
  const from = (line: number) => {
    const index = rows.findIndex((row) => row.line >= line);
    return index < 0 ? rows.length : index;
  };
  const guess = firstLine === undefined && header !== false ? guessHeading(rows, now) : null;
  const separator = isSeparatorRow(rows[0]?.cells) ? 1 : 0;
  const first = firstLine === undefined ? (guess?.first ?? separator) : from(firstLine);
  const hasHeader = header ?? (guess !== null || looksLikeHeader(rows.slice(first)));
  const below = first + (hasHeader ? 1 : 0);
  const values = valuesFrom === undefined ? (guess?.values ?? below) : Math.max(below, from(valuesFrom));
  return { hasHeader, first, values };
}

/** The same as options name it, by lines of the file; nothing where nothing is left out. */
export function headingLines(rows: Rows, { hasHeader, first, values }: Heading) {
  // Cells may go over several lines; a row is named by that in which it ends.
  const firstLineOf = (index: number) => {
    const row = rows[index];
    if (row === undefined) return (rows.at(-1)?.line ?? 0) + 1;
    return row.line - row.cells.reduce((lines, cell) => lines + cell.split('\n').length - 1, 0);
  };
  const hasMoreBelow = values > first + (hasHeader ? 1 : 0);
  return {
    ...(first === 0 ? {} : { firstLine: firstLineOf(first) }),
    ...(hasMoreBelow ? { valuesFrom: firstLineOf(values) } : {}),
  };
}

/** Whether rows are left out that somebody might miss. */
export const leavesOut = (rows: Rows, { hasHeader, first, values }: Heading) =>
  first > (isSeparatorRow(rows[0]?.cells) ? 1 : 0) || values > first + (hasHeader ? 1 : 0);
