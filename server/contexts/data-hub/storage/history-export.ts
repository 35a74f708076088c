import { damageWriter, rowWriter } from '../domain/export/rows.ts';
import type { Segment } from '../domain/history/segment.ts';
import type { ExportedPart, ExportPlace, ExportQuestion, Span } from '../ports.ts';

/** What one part takes at most, so that no question of the ingest waits long behind it. */
const PART_ROWS = 4_096;
const PART_CHARACTERS = 262_144;

/** Where the segments at hand end: the first place that is not among them, or null where there is none. */
export interface End {
  readonly at: number;
  readonly seq: number;
}

export interface ExportRows {
  readonly lines: string[];
  /** Source time of each. */
  readonly times: number[];
  readonly next: ExportPlace | null;
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
): ExportRows {
  const { from, to, path, format } = question;
  const write = rowWriter(format, path);
  const usual = from.usual ?? Infinity;
  let { lastAt } = from;
  let characters = 0;
  const lines: string[] = [];
  const times: number[] = [];
  for (const segment of segments) {
    const samples = segment.columns();
    const start = samples.indexOf(from.at, from.seq);
    const stop = end === null ? samples.indexOf(to, Infinity) : samples.indexOf(end.at, end.seq);
    for (let index = start; index < stop; index += 1) {
      const at = samples.at[index] as number;
      if (lines.length >= PART_ROWS || characters >= PART_CHARACTERS)
        return { lines, times, next: { ...from, at, seq: samples.seq[index] as number, lastAt } };
      const silence = lastAt === null ? 0 : at - lastAt;
      const line = write(samples, index, silence > usual ? silence : null);
      lines.push(line);
      times.push(at);
      characters += line.length;
      lastAt = at;
    }
  }
  return { lines, times, next: end === null ? null : { ...from, ...end, lastAt } };
}

/** Rows and, in their places, the parts of the history that could not be read, oldest first. */
export function exportedPart(
  { lines, times, next }: ExportRows,
  unreadable: readonly Span[],
  { format, path }: ExportQuestion,
): ExportedPart {
  const rows = lines.length;
  const damage = damageWriter(format, path);
  for (const span of unreadable.toReversed()) {
    const place = times.findIndex((at) => at >= span.from);
    lines.splice(place < 0 ? rows : place, 0, damage(span.from, span.to));
  }
  return { text: lines.join(''), rows, next };
}
