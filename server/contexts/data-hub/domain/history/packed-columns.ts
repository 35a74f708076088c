import type { SampleColumns } from '../../../../../shared/contract/sample-columns.ts';
import type { PointOfTime } from './segment.ts';

const base64 = ({ buffer }: Float64Array | Uint16Array): string =>
  Buffer.from(buffer as ArrayBuffer).toString('base64');

/** Samples as they cross to a window of the app: see `sampleColumnsSchema`. */
export function packedColumns(
  items: readonly PointOfTime[],
): Pick<SampleColumns, 'times' | 'values' | 'qualities' | 'others'> {
  const times = new Float64Array(items.length);
  const values = new Float64Array(items.length);
  const qualities = new Uint16Array(items.length);
  let onlyNumbers = true;
  items.forEach(({ at, value, quality }, index) => {
    times[index] = at;
    values[index] = typeof value === 'number' ? value : NaN;
    qualities[index] = quality;
    onlyNumbers &&= typeof value === 'number' || value === null;
  });
  return {
    times: base64(times),
    values: base64(values),
    qualities: base64(qualities),
    others: onlyNumbers ? null : items.map(({ value }) => value),
  };
}
