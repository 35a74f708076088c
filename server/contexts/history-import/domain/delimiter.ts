import type { ImportOptions } from '../../../../shared/contract/history-import.ts';

type Delimiter = ImportOptions['delimiter'];

/** A comma also stands in numbers and texts, so it is the last to be thought of. */
const BY_LIKELIHOOD: readonly Delimiter[] = ['\t', ';', '|', ','];
const CONSISTENT = 0.9;

function countOutsideQuotes(line: string, delimiter: string): number {
  let count = 0;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) count += 1;
  }
  return count;
}

/** The separator that is in nearly every line equally often. */
export function guessDelimiter(lines: readonly string[]): Delimiter {
  const filled = lines.filter((line) => line.trim() !== '');
  const scored = BY_LIKELIHOOD.map((delimiter) => {
    const counts = filled.map((line) => countOutsideQuotes(line, delimiter));
    const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
    const same = counts.filter((count) => count === usual && count > 0).length;
    return { delimiter, same: same / Math.max(1, counts.length) };
  });
  const consistent = scored.find(({ same }) => same >= CONSISTENT);
  if (consistent !== undefined) return consistent.delimiter;
  const best = scored.reduce((a, b) => (b.same > a.same ? b : a));
  return best.same > 0 ? best.delimiter : ',';
}
