import { rowWriter } from '../domain/export/rows.ts';
import type { Segment } from '../domain/history/segment.ts';
import type { ExportedPart, ExportPlace, ExportQuestion } from '../ports.ts';

/** What one part takes at most, so that no question of the ingest waits long behind it. */
const PART_ROWS = 4_096;
const PART_CHARACTERS = 262_144;

/** Where the segments at hand end: the first place that is not among them, or null where there is none. */
export interface End {
  readonly at: number;
  readonly seq: number;
}

/**
 * The rows from a place on, as many as one part takes.
 *
 * @param segments those that touch [from, end), in order; samples at `end` and after are left to the next part
 */
export function exportRows(
  segments: readonly Segment[],
  question: ExportQuestion,
  end: End | null,
): ExportedPart {
  const { from, to, path, format } = question;
  const write = rowWriter(format, path);
  const { usual } = from;
  let { lastAt } = from;
  let rows = 0;
  let text = '';
  for (const segment of segments) {
    const samples = segment.columns();
    const start = samples.indexOf(from.at, from.seq);
    const stop = end === null ? samples.indexOf(to, Infinity) : samples.indexOf(end.at, end.seq);
    for (let index = start; index < stop; index += 1) {
      const at = samples.at[index] as number;
      if (rows >= PART_ROWS || text.length >= PART_CHARACTERS) {
        const next: ExportPlace = { at, seq: samples.seq[index] as number, lastAt, usual };
        return { text, rows, next };
      }
      const silence = lastAt === null || usual === null ? 0 : at - lastAt;
      text += write(samples, index, usual !== null && silence > usual ? silence : null);
      lastAt = at;
      rows += 1;
    }
  }
  return { text, rows, next: end === null ? null : { ...end, lastAt, usual } };
}
