import { tagPathSchema } from '../../../../shared/contract/common.ts';
import type {
  ImportOptions,
  ImportPreview,
  ImportWishes,
} from '../../../../shared/contract/history-import.ts';
import { unitOf, withoutUnit } from './cell-units.ts';
import { isFigure, TIME_NAME, type Heading } from './heading.ts';
import { guessNumberForm, numberReader } from './numbers.ts';
import { tagNameOf } from './tag-names.ts';
import {
  guessTimeFormat,
  isCompactDate,
  isTimeOfDay,
  joinedTime,
  timeOfDayDigits,
  type TimeOfDayDigits,
} from './times.ts';
import { isNone, typeOf, typeOfAll } from './values.ts';

const TAG_NAME = /^_?(tag([ _-]?name)?|name|signal|point|variable|태그(명|이름)?|신호|변수|포인트)$/i;
const VALUE_NAME = /^_?(value|val|v|reading|measurement|wert|messwert|값|측정값|계측값)$/i;
/** Beside a date; of other names, e.g. `t`, figures are values. */
const TIME_OF_DAY_NAME =
  /^_?(?:time(?:[ _-]?of[ _-]?day)?|uhrzeit|zeit|시각|시간|hh?mm(?:ss)?|hms)(?:\s*[([].*)?$/i;
const QUALITY_NAME = /^_?((opc[ _-]?)?quality([ _-]?(detail|code))?|q|status|qualität|품질|상태)$/i;

export interface Table {
  readonly hasHeader: boolean;
  /** Headings; numbers where the file has none. */
  readonly names: readonly string[];
  /** Cells of each column below the header. */
  readonly columns: readonly (readonly string[])[];
}

export type Form = Pick<ImportOptions, 'encoding' | 'delimiter'>;

type Doubt = ImportPreview['doubts'][number];

export function tableOf(rows: readonly (readonly string[])[], heading: Heading): Table {
  const { hasHeader, first, values } = heading;
  const body = rows.slice(values);
  const header = hasHeader ? (rows[first] ?? []) : [];
  const width = body.reduce((most, row) => Math.max(most, row.length), header.length);
  return {
    hasHeader,
    names: Array.from({ length: width }, (_, index) => (header[index] ?? '').trim()),
    columns: Array.from({ length: width }, (_, index) => body.map((row) => (row[index] ?? '').trim())),
  };
}

const filled = (cells: readonly string[]) => cells.filter((cell) => cell !== '');

function guessTime({ names, columns }: Table, wish: ImportWishes['time'], zone: string, now: number) {
  const formatOf = (indexes: readonly number[], digits?: TimeOfDayDigits) => {
    const rows = columns[indexes[0] ?? 0] ?? [];
    const cellsOf = (row: number) => indexes.map((index) => columns[index]?.[row] ?? '');
    const cells = rows.map((_, row) => joinedTime(cellsOf(row), digits).trim());
    return guessTimeFormat(filled(cells), now);
  };
  const named = (index: number) => TIME_NAME.test(names[index] ?? '');
  const all = columns.map((_, index) => index);
  // Named ones first; written times before figures, which could be values.
  const candidates = all
    .map((index) => ({ index, guess: formatOf([index]) }))
    .filter(({ guess }) => guess !== null)
    .sort(
      (a, b) =>
        Number(named(b.index)) - Number(named(a.index)) ||
        Number(/^.{3}$/.test(b.guess?.format ?? '')) - Number(/^.{3}$/.test(a.guess?.format ?? '')),
    );
  const isPlausible = ({ index, guess }: (typeof candidates)[number]) =>
    named(index) || /^.{3}$/.test(guess?.format ?? '') || index === 0;
  const found = candidates.find(isPlausible)?.index;
  let indexes = wish?.columns?.map((column) => column - 1) ?? (found === undefined ? [] : [found]);
  const date = indexes[0];
  if (wish?.columns === undefined && date !== undefined) {
    const isCompact = filled(columns[date] ?? []).every(isCompactDate);
    const isTime = (index: number) => {
      const cells = filled(columns[index] ?? []);
      if (index === date || cells.length === 0) return false;
      if (cells.every(isTimeOfDay)) return true;
      const isNamed =
        TIME_OF_DAY_NAME.test(names[index] ?? '') ||
        (named(index) && cells.every((cell) => /^\d{5,6}$/.test(cell)));
      return isCompact && isNamed && timeOfDayDigits(cells) !== null;
    };
    const time = all.find(isTime);
    const isDateOnly = filled(columns[date] ?? []).every((cell) => !/[:시T]/.test(cell));
    if (time !== undefined && isDateOnly) indexes = [date, time];
  }
  const clock = indexes[1] === undefined ? null : timeOfDayDigits(filled(columns[indexes[1]] ?? []));
  const digits = wish?.timeOfDayDigits ?? clock?.digits;
  const guess = indexes.length === 0 ? null : formatOf(indexes, digits);
  const time: ImportOptions['time'] = {
    columns: indexes.length === 0 ? [1] : indexes.map((index) => index + 1),
    format: wish?.format ?? guess?.format ?? 'ymd',
    zone: wish?.zone ?? zone,
    twice: wish?.twice ?? 'order',
    skipped: wish?.skipped ?? 'refuse',
    ...(digits === undefined ? {} : { timeOfDayDigits: digits }),
  };
  const doubts: Doubt[] = [];
  if (wish?.format === undefined && guess === null) doubts.push('noTime');
  if (wish?.format === undefined && guess?.doubtful === true) doubts.push('dayOrMonth');
  // Minutes and seconds of the first hour only: no day would be followed by another.
  const isOneDay = new Set(filled(columns[indexes[0] ?? 0] ?? [])).size === 1;
  if (wish?.timeOfDayDigits === undefined && clock?.doubtful === true && isOneDay) doubts.push('timeOfDay');
  return { time, doubts };
}

function guessLong(
  { names, columns, hasHeader }: Table,
  rest: readonly number[],
  readNumber: (text: string) => number | null,
): Extract<ImportOptions['values'], { shape: 'long' }> | null {
  const byName = (pattern: RegExp) => rest.find((index) => pattern.test(names[index] ?? ''));
  const isText = (index: number) => {
    const cells = filled(columns[index] ?? []);
    return cells.length > 0 && cells.every((cell) => typeOf(cell, readNumber) === 'text');
  };
  const isPath = (index: number) =>
    filled(columns[index] ?? []).length > 0 &&
    filled(columns[index] ?? []).every((cell) => tagPathSchema.safeParse(cell).success);
  const tag =
    rest.find(isPath) ?? byName(TAG_NAME) ?? (!hasHeader && rest.length >= 2 ? rest.find(isText) : undefined);
  if (tag === undefined || !isText(tag)) return null;
  const others = rest.filter((index) => index !== tag);
  const value = byName(VALUE_NAME) ?? (hasHeader && others.length > 1 ? undefined : others[0]);
  if (value === undefined || value === tag) return null;
  const quality = others.find((index) => index !== value && QUALITY_NAME.test(names[index] ?? ''));
  return {
    shape: 'long',
    tag: tag + 1,
    value: value + 1,
    ...(quality === undefined ? {} : { quality: quality + 1 }),
  };
}

function pathFor(name: string, column: number, equipment: string | undefined): string | null {
  if (tagPathSchema.safeParse(name).success) return name.normalize('NFC');
  return equipment === undefined ? null : `${equipment}/${tagNameOf(name, column)}`;
}

/** Where the values go while no machine is chosen; shown, and to be changed. */
const SOME_EQUIPMENT = 'import/area/line/machine';

function guessWide(
  { names, columns }: Table,
  rest: readonly number[],
  wishes: ImportWishes,
  readNumber: (text: string) => number | null,
) {
  const typed = (index: number, tag: string) => {
    const cells = columns[index] ?? [];
    const type = typeOfAll(cells, readNumber);
    const unit =
      type === 'text'
        ? unitOf(
            cells.filter((cell) => !isNone(cell)),
            readNumber,
          )
        : null;
    if (unit !== null && unit !== 'several')
      return { column: index + 1, tag, type: 'number' as const, ...unit };
    return { column: index + 1, tag, type };
  };
  if (wishes.tag !== undefined) {
    const { tag, valueColumn } = wishes;
    const name = tag.split('/').at(-1)?.toLowerCase() ?? '';
    const index =
      valueColumn !== undefined
        ? valueColumn - 1
        : (rest.find((each) => names[each]?.toLowerCase() === name) ??
          rest.find((each) => VALUE_NAME.test(names[each] ?? '')) ??
          rest.find((each) => filled(columns[each] ?? []).some(isFigure)) ??
          rest[0] ??
          1);
    return { shape: 'wide' as const, columns: [typed(index, tag.normalize('NFC'))] };
  }
  const used = new Set<string>();
  const indexes = rest.length === 0 ? [1] : rest;
  return {
    shape: 'wide' as const,
    columns: indexes.map((index) => {
      let path = pathFor(names[index] ?? '', index + 1, wishes.equipment ?? SOME_EQUIPMENT) ?? '';
      // Two columns of one name are two tags: none may hide the other's values as duplicates.
      if (used.has(path)) path = `${path}-${index + 1}`;
      used.add(path);
      return typed(index, path);
    }),
  };
}

/** Everything that was not said of a file, by its first rows. */
export function guessOptions(
  { encoding, delimiter }: Form,
  table: Table,
  wishes: ImportWishes,
  zone: string,
  now: number,
): { readonly options: ImportOptions; readonly doubts: readonly Doubt[] } {
  const { time, doubts } = guessTime(table, wishes.time, zone, now);
  const rest = table.columns.map((_, index) => index).filter((index) => !time.columns.includes(index + 1));
  const cells = rest.flatMap((index) => filled(table.columns[index] ?? []));
  const { doubtful, ...numbers } = guessNumberForm(cells.map(withoutUnit).filter(isFigure), wishes);
  const readNumber = numberReader(numbers);
  const long = wishes.tag === undefined ? guessLong(table, rest, readNumber) : null;
  const values =
    wishes.values ??
    (long === null
      ? guessWide(table, rest, wishes, readNumber)
      : { ...long, ...(wishes.equipment === undefined ? {} : { equipment: wishes.equipment }) });
  const all: Doubt[] = [...doubts];
  if (doubtful && wishes.decimal === undefined) all.push('decimalOrThousands');
  if (wishes.values === undefined && hasSeveralUnits(table, values, readNumber)) all.push('numbersAsText');
  if (rest.length === 0) all.push('noValues');
  if (needsEquipment(table, values)) all.push('noTagPath');
  return { options: { encoding, delimiter, header: table.hasHeader, ...numbers, time, values }, doubts: all };
}

/** Whether names of the file are no whole paths and no machine was chosen for them. */
function needsEquipment({ columns }: Table, values: ImportOptions['values']): boolean {
  if (values.shape === 'wide') return values.columns.some(({ tag }) => tag.startsWith(`${SOME_EQUIPMENT}/`));
  if (values.equipment !== undefined) return false;
  return filled(columns[values.tag - 1] ?? []).some((cell) => !tagPathSchema.safeParse(cell).success);
}

/** Whether a column of texts is one of numbers whose units differ: read without them they would be mixed up. */
function hasSeveralUnits(
  { columns }: Table,
  values: ImportOptions['values'],
  readNumber: (text: string) => number | null,
): boolean {
  if (values.shape !== 'wide') return false;
  const cellsOf = (column: number) => (columns[column - 1] ?? []).filter((cell) => !isNone(cell));
  return values.columns.some(
    ({ column, type }) => type === 'text' && unitOf(cellsOf(column), readNumber) === 'several',
  );
}
