import { tagPathSchema } from '../../../../shared/contract/common.ts';
import type { SqlMapping, SqlPreview } from '../../../../shared/contract/sql-sources.ts';
import type { Columns, Row, SqlColumn } from '../ports.ts';
import { writtenTime } from './times.ts';
import { valueTypeOf } from './values.ts';
import { isTimeColumn } from './watermark.ts';

const TIME_NAME =
  /^(time[ _-]?stamps?|time|date[ _-]?time|date|ts|t|.*_(at|time|ts|dt|dttm)|(reg|log|event|measured?|sample|collect)[ _-]?(time|date|dt|at|ts)|시각|시간|일시|날짜|.*(일시|시각))$/i;
const WRITTEN_NAME = /(insert|creat|commit|load|reg|written|arriv|저장|등록|생성)/i;
const TAG_NAME =
  /^(tag([ _-]?(name|path|id|code))?|signal|point([ _-]?(name|id))?|variable|sensor([ _-]?(name|id))?|item|태그(명|이름)?|신호|변수|항목)$/i;
const VALUE_NAME = /^(value|val|v|reading|measurement|value_(num|double|float|real)|값|측정값|계측값)$/i;
const QUALITY_NAME = /^(quality|q|status|qual|opc_quality|품질|상태)$/i;
const ID_NAME = /^(id|seq|no|sequence|row_?(id|no|version)|.*_(id|seq)|순번|일련번호)$/i;
const EPOCH_NAME = /(epoch|unix|_ms$|_sec$|millis)/i;

/** Where the values go while no machine is chosen; shown, and to be changed. */
const SOME_EQUIPMENT = 'database/area/line/machine';

export type Doubt = SqlPreview['doubts'][number];

interface Table {
  readonly columns: Columns;
  readonly cellsOf: (column: SqlColumn) => string[];
}

/** Everything that a mapping says, by names, types and first rows of a table; null where there is nothing to begin with. */
export function guessMapping(
  columns: Columns,
  rows: readonly Row[],
  zone: string,
): { readonly mapping: SqlMapping | null; readonly doubts: readonly Doubt[] } {
  const cellsOf = (column: SqlColumn) => {
    const index = columns.indexOf(column);
    return rows.flatMap((row) => row[index] ?? []);
  };
  const table = { columns, cellsOf };
  const time = guessTime(table);
  if (time === null) return { mapping: null, doubts: ['noTime'] };
  const watermark = guessWatermark(table, time.column);
  const rest = columns.filter((column) => column !== time.column && column !== watermark);
  const quality = rest.find(({ name }) => QUALITY_NAME.test(name)) ?? null;
  const values = guessValues(
    table,
    rest.filter((column) => column !== quality),
  );
  if (values === null) return { mapping: null, doubts: ['noValues'] };
  return {
    mapping: {
      time: { column: time.column.name, format: time.format, zone, twice: 'first' },
      values,
      quality: quality?.name ?? null,
      watermark: { column: watermark.name, overlap: isTimeColumn(watermark) ? 60 : 0 },
    },
    doubts: [],
  };
}

function guessTime({ columns, cellsOf }: Table) {
  const isWritten = (column: SqlColumn) => {
    const cells = cellsOf(column);
    return column.type === 'text' && cells.length > 0 && cells.every((cell) => writtenTime(cell) !== null);
  };
  const times = columns.filter((column) => isTimeColumn(column) || isWritten(column));
  // The time something was measured, not that at which the row was written.
  const found =
    times.find(({ name }) => TIME_NAME.test(name) && !WRITTEN_NAME.test(name)) ??
    times.find(({ name }) => TIME_NAME.test(name)) ??
    times[0];
  if (found !== undefined) return { column: found, format: 'time' as const };
  const epoch = columns.find((column) => {
    const cells = cellsOf(column).map(Number);
    const isNamed = TIME_NAME.test(column.name) || EPOCH_NAME.test(column.name);
    return isNamed && cells.length > 0 && cells.every((cell) => cell > 9e8 && cell < 1e14);
  });
  if (epoch === undefined) return null;
  const isSeconds = cellsOf(epoch).every((cell) => Number(cell) < 1e11);
  return { column: epoch, format: isSeconds ? ('epochSeconds' as const) : ('epochMilliseconds' as const) };
}

/** A counter of rows before a time of writing before the time of measuring: late rows come with a lower one least often. */
function guessWatermark({ columns }: Table, time: SqlColumn): SqlColumn {
  return (
    columns.find(({ name, type }) => type === 'integer' && ID_NAME.test(name) && !TAG_NAME.test(name)) ??
    columns.find((column) => column !== time && isTimeColumn(column) && WRITTEN_NAME.test(column.name)) ??
    time
  );
}

function guessValues({ cellsOf }: Table, rest: Columns): SqlMapping['values'] | null {
  const tag =
    rest.find((column) => {
      const cells = cellsOf(column);
      return (
        column.type === 'text' &&
        cells.length > 0 &&
        cells.every((cell) => tagPathSchema.safeParse(cell).success)
      );
    }) ?? rest.find(({ name, type }) => type === 'text' && TAG_NAME.test(name));
  const others = rest.filter((column) => column !== tag);
  const value = others.find(({ name }) => VALUE_NAME.test(name));
  if (tag !== undefined && value !== undefined) {
    const isPath = cellsOf(tag).every((cell) => tagPathSchema.safeParse(cell).success);
    return {
      shape: 'long',
      tag: tag.name,
      value: value.name,
      type: valueTypeOf(value.type, cellsOf(value)),
      equipment: isPath ? null : SOME_EQUIPMENT,
    };
  }
  const wide = rest.filter(({ type }) => type !== 'other').slice(0, 100);
  if (wide.length === 0) return null;
  const used = new Set<string>();
  return {
    shape: 'wide',
    columns: wide.map((column, index) => {
      const name = column.name
        .normalize('NFC')
        .trim()
        .replace(/[/+#\s]+/g, '_');
      let path = tagPathSchema.safeParse(column.name).success ? column.name : `${SOME_EQUIPMENT}/${name}`;
      if (used.has(path)) path = `${path}-${index + 1}`;
      used.add(path);
      return { column: column.name, tag: path, type: valueTypeOf(column.type, cellsOf(column)) };
    }),
  };
}

/** What of a mapping could go wrong although it can be read. */
export function doubtsOf(mapping: SqlMapping, columns: Columns, rows: readonly Row[]): Doubt[] {
  const watermark = columns.find(({ name }) => name === mapping.watermark.column);
  const doubts: Doubt[] = [];
  if (watermark === undefined) return ['noWatermark'];
  const cells = rows.flatMap((row) => row[columns.indexOf(watermark)] ?? []);
  if (watermark.type === 'local' && changesClocks(mapping.time.zone)) doubts.push('localWatermark');
  if (watermark.type === 'text' || watermark.type === 'other') doubts.push('textWatermark');
  if (cells.length >= 10 && new Set(cells).size === 1) doubts.push('sameWatermark');
  const { values } = mapping;
  const isSome = (path: string | null) => path?.startsWith(SOME_EQUIPMENT) === true;
  if (values.shape === 'wide' ? values.columns.some(({ tag }) => isSome(tag)) : isSome(values.equipment))
    doubts.push('noTagPath');
  return doubts;
}

/** Whether clocks of a zone are put back in the course of a year. */
function changesClocks(zone: string): boolean {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsetIn = (month: number) =>
    format.formatToParts(Date.UTC(2026, month, 1)).find(({ type }) => type === 'timeZoneName')?.value;
  return new Set([0, 3, 6, 9].map(offsetIn)).size > 1;
}
