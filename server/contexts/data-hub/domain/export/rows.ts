import type { ExportFormat } from '../../../../../shared/contract/export.ts';
import type { SignalValue } from '../../../../../shared/contract/common.ts';
import { guarded, guardedCell } from '../../../../../shared/util/formula-guard.ts';
import type { Columns } from '../history/columns.ts';

export const CSV_HEADER = 'time,tag,value,quality,gap_seconds\r\n';

/** The shortest decimal that reads back as the same double, −0 as well. */
export function decimalOf(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

function csvValue(value: SignalValue | null): string {
  if (value === null) return '';
  if (typeof value === 'string') return guardedCell(value);
  return typeof value === 'number' ? decimalOf(value) : String(value);
}

function jsonValue(value: SignalValue | null): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  // Without its fraction some readers take it for a whole number, which has no such zero.
  return Object.is(value, -0) ? '-0.0' : decimalOf(value);
}

/** Where a row stands in its tag's series: milliseconds of silence before it, or null where there was none to speak of. */
type RowWriter = (samples: Columns, index: number, gapMs: number | null) => string;

const tagCell = (path: string) =>
  /[",\r\n]/.test(path) || guarded(path) !== path ? guardedCell(path) : path;

function csvRows(path: string): RowWriter {
  const tag = tagCell(path);
  return (samples, index, gapMs) => {
    const time = new Date(samples.at[index] as number).toISOString();
    const gap = gapMs === null ? '' : decimalOf(gapMs / 1_000);
    return `${time},${tag},${csvValue(samples.valueAt(index))},${samples.quality[index]},${gap}\r\n`;
  };
}

function jsonRows(path: string): RowWriter {
  const tag = JSON.stringify(path);
  return (samples, index, gapMs) => {
    const time = new Date(samples.at[index] as number).toISOString();
    const seq = samples.seq[index] as number;
    const number = seq >= 0 ? `,"seq":${seq}` : '';
    const gap = gapMs === null ? '' : `,"gapMs":${gapMs}`;
    return `{"tag":${tag},"at":"${time}","value":${jsonValue(samples.valueAt(index))},"quality":${samples.quality[index]}${number}${gap}}\n`;
  };
}

/** What makes a row of each sample of a tag. */
export function rowWriter(format: ExportFormat, path: string): RowWriter {
  return format === 'csv' ? csvRows(path) : jsonRows(path);
}

/** What makes a row of a part of the history that cannot be read: it has neither value nor quality. */
export function damageWriter(format: ExportFormat, path: string): (from: number, to: number) => string {
  const time = (at: number) => new Date(at).toISOString();
  return format === 'csv'
    ? (from, to) => `${time(from)},${tagCell(path)},,,${decimalOf((to - from) / 1_000)}\r\n`
    : (from, to) => `{"tag":${JSON.stringify(path)},"at":"${time(from)}","unreadableMs":${to - from}}\n`;
}
