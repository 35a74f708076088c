import { QUALITY, tagPathSchema, type SignalValue } from '../../../../shared/contract/common.ts';
import { placed, reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { SqlMapping, SqlValueType } from '../../../../shared/contract/sql-sources.ts';
import { readQuality } from '../../../../shared/util/quality-text.ts';
import type { Columns, Row, SqlColumn } from '../ports.ts';
import { timeReader } from './times.ts';
import { readSqlValue, shownText } from './values.ts';

export interface SqlSample {
  readonly path: string;
  readonly at: number;
  readonly value: SignalValue;
  readonly quality: number;
}

/** A cell, or a whole row, of which nothing can be stored. */
export interface SqlFaultyCell {
  readonly path: string | null;
  readonly reason: Reason;
}

export interface ReadRow {
  readonly samples: readonly SqlSample[];
  readonly faults: readonly SqlFaultyCell[];
  /** Cells without a value. */
  readonly empty: number;
}

/** What is read of a table, and how its rows become samples. */
export interface RowReader {
  /** The columns to ask for, each once, in the order of the cells. */
  readonly columns: Columns;
  readonly watermark: SqlColumn;
  /** Where the watermark is among the cells. */
  readonly watermarkAt: number;
  /** Samples a row has at most. */
  readonly width: number;
  read(row: Row): ReadRow;
}

/** A column of the mapping that the query does not have. */
export interface MissingColumn {
  readonly missing: string;
}

const MAX_PATH_LENGTH = 400;

/** A name from a table as a tag path: a whole path as it is, any other below the equipment. */
export function tagPathOf(name: string, equipment: string | null): { path: string } | { problem: Reason } {
  const text = name.trim().normalize('NFC');
  const path = tagPathSchema.safeParse(text).success ? text : `${equipment ?? ''}/${text}`;
  const shown = shownText(text);
  if (!tagPathSchema.safeParse(path).success)
    return {
      problem: reason(equipment === null ? 'nameNoPath' : 'nameNoTag', { text: shown }),
    };
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) return { problem: reason('nameControl', { text: shown }) };
  return path.length > MAX_PATH_LENGTH
    ? { problem: reason('nameTooLong', { text: shown, most: MAX_PATH_LENGTH }) }
    : { path };
}

interface ValueCell {
  readonly at: number;
  readonly type: SqlValueType;
  /** The tag of a row, or why it has none. */
  readonly tag: (row: Row) => { path: string } | { problem: Reason };
}

/**
 * How rows of these columns are read, or which column is missing.
 *
 * @param timeProblem why a source time (epoch milliseconds) cannot be kept; null where it can
 */
export function rowReader(
  mapping: SqlMapping,
  known: Columns,
  timeProblem: (at: number) => Reason | null,
): RowReader | MissingColumn {
  const { time, values, quality, watermark } = mapping;
  const valueNames =
    values.shape === 'wide' ? values.columns.map(({ column }) => column) : [values.tag, values.value];
  const names = [
    ...new Set([time.column, watermark.column, ...valueNames, ...(quality === null ? [] : [quality])]),
  ];
  const columns = names.flatMap((name) => known.find((column) => column.name === name) ?? []);
  const missing = names.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined) return { missing };
  const placeOf = (name: string) => columns.findIndex((column) => column.name === name);
  const timeAt = placeOf(time.column);
  const readTime = timeReader(time, columns[timeAt]?.type ?? 'other');
  const qualityAt = quality === null ? -1 : placeOf(quality);
  const cells = cellsOf(values, placeOf);
  const failed = (why: Reason, column: string): ReadRow => ({
    samples: [],
    faults: [{ path: null, reason: placed(why, { column }) }],
    empty: 0,
  });

  const read = (row: Row): ReadRow => {
    const written = row[timeAt] ?? null;
    if (written === null) return failed(reason('nullTime'), time.column);
    const found = readTime(written);
    if ('problem' in found) return failed(found.problem, time.column);
    const problem = timeProblem(found.at);
    if (problem !== null) return failed(problem, time.column);
    const code = qualityAt === -1 ? QUALITY.good : readQuality(row[qualityAt] ?? '');
    if (code === null)
      return failed(reason('noQuality', { text: shownText(row[qualityAt] ?? '') }), quality ?? '');
    return readCells(cells, row, found.at, code);
  };
  const watermarkAt = placeOf(watermark.column);
  return {
    columns,
    watermark: columns[watermarkAt] as SqlColumn,
    watermarkAt,
    width: cells.length,
    read,
  };
}

function cellsOf(values: SqlMapping['values'], placeOf: (name: string) => number): ValueCell[] {
  if (values.shape === 'wide')
    return values.columns.map(({ column, tag, type }) => {
      const path = { path: tag.normalize('NFC') };
      return { at: placeOf(column), type, tag: () => path };
    });
  const tagAt = placeOf(values.tag);
  const paths = new Map<string, { path: string } | { problem: Reason }>();
  const tag = (row: Row) => {
    const name = row[tagAt] ?? '';
    let found = paths.get(name);
    if (found === undefined) {
      if (paths.size > 50_000) paths.clear();
      paths.set(name, (found = tagPathOf(name, values.equipment)));
    }
    return found;
  };
  return [{ at: placeOf(values.value), type: values.type, tag }];
}

function readCells(cells: readonly ValueCell[], row: Row, at: number, quality: number): ReadRow {
  const samples: SqlSample[] = [];
  const faults: SqlFaultyCell[] = [];
  let empty = 0;
  for (const cell of cells) {
    const tag = cell.tag(row);
    if ('problem' in tag) {
      faults.push({ path: null, reason: tag.problem });
      continue;
    }
    const text = row[cell.at] ?? null;
    if (text === null) {
      empty += 1;
      continue;
    }
    const found = readSqlValue(text, cell.type);
    if ('problem' in found) faults.push({ path: tag.path, reason: found.problem });
    else samples.push({ path: tag.path, at, value: found.value, quality });
  }
  return { samples, faults, empty };
}
