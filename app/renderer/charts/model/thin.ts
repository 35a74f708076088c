import { ColumnGroup } from './column-group.ts';
import { isGoodQuality } from './quality.ts';

/** Samples as columns of equal length in ascending order of time. */
export interface SampleColumns {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly qualities: Uint16Array;
}

export interface Thinned {
  readonly columns: SampleColumns;
  /** Samples before this time were thinned to columns of `stepMs`. */
  readonly before: number;
  readonly stepMs: number;
}

/**
 * Keeps the newest `raw` samples and reduces the older ones to at most `older`: first, lowest, highest and last of each time
 * column (M4, Jugel et al., VLDB 2014), columns also split where the quality turns or a value is missing. Extremes of the whole
 * are therefore exact. Where turns of quality are so many that this does not fit, the oldest are dropped.
 */
export function thinSamples(source: SampleColumns, raw: number, older: number): Thinned {
  const cut = Math.max(0, source.times.length - raw);
  const before = source.times[cut] ?? Infinity;
  const first = source.times[0] ?? 0;
  const stepMs = Math.max(1, ((source.times[cut - 1] ?? first) - first) / Math.max(1, older / 4 - 1));
  const kept = keptIndices(source, cut, stepMs);
  const dropped = Math.max(0, kept.length - older);
  const indices = kept.slice(dropped);
  for (let i = cut; i < source.times.length; i += 1) indices.push(i);
  return { columns: pick(source, indices), before, stepMs };
}

function keptIndices(source: SampleColumns, end: number, stepMs: number): number[] {
  const { times, values, qualities } = source;
  const kept: number[] = [];
  const keep = (index: number): void => void kept.push(index);
  const group = new ColumnGroup();
  for (let i = 0; i < end; i += 1) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) {
      group.close(keep);
      keep(i);
      continue;
    }
    const column = Math.floor((times[i] ?? 0) / stepMs);
    const good = isGoodQuality(qualities[i] ?? 0);
    if (group.fits(column, good)) {
      group.take(i, value);
    } else {
      group.close(keep);
      group.start(i, value, column, good);
    }
  }
  group.close(keep);
  return kept;
}

function pick(source: SampleColumns, indices: readonly number[]): SampleColumns {
  return {
    times: Float64Array.from(indices, (index) => source.times[index] ?? NaN),
    values: Float64Array.from(indices, (index) => source.values[index] ?? NaN),
    qualities: Uint16Array.from(indices, (index) => source.qualities[index] ?? 0),
  };
}
