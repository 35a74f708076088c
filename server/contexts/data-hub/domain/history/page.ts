import { DamagedError } from './bytes.ts';
import type { Columns } from './columns.ts';
import { Segment, SUMMARY_BYTES, SUMMARY_SIZE, type ChunkSource } from './segment.ts';

export interface HistorySizes {
  /** Samples of a full chunk, or up to half more. Twice as many, after late ones came, and it is split. */
  readonly chunkSamples: number;
  /** Summaries of a page; above this it is split. */
  readonly pageEntries: number;
  /** Samples of a full chunk that can be read without the rest of it. */
  readonly blockSamples: number;
}

export const SIZES: HistorySizes = { chunkSamples: 1_024, pageEntries: 32, blockSamples: 256 };

/** The segments a page tells of, in order; their samples come from `source` when asked for. */
export function segmentsOfPage(entries: Uint8Array, source: ChunkSource | Columns): Segment[] {
  if (entries.length === 0 || entries.length % SUMMARY_BYTES !== 0)
    throw new DamagedError('a page of summaries has an impossible size');
  const data = new Float64Array(entries.slice().buffer);
  return Array.from(
    { length: entries.length / SUMMARY_BYTES },
    (_, index) => new Segment(data, index * SUMMARY_SIZE, source),
  );
}

export function pageOf(segments: readonly Segment[]): Uint8Array {
  const data = new Float64Array(segments.length * SUMMARY_SIZE);
  segments.forEach((segment, index) => segment.copyTo(data, index * SUMMARY_SIZE));
  return new Uint8Array(data.buffer);
}

/** In equal pieces of about `size`: three quarters to one and a half of it, where there are that many. On the same memory. */
export function inPieces(samples: Columns, size: number): Columns[] {
  const count = Math.max(1, Math.round(samples.length / size));
  return Array.from({ length: count }, (_, index) =>
    samples.view(
      Math.floor((samples.length * index) / count),
      Math.floor((samples.length * (index + 1)) / count),
    ),
  );
}
