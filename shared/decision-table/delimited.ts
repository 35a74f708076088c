/** Texts in rows and columns as files and clipboards have them (RFC 4180): a cell in quotes may hold separators, line ends and doubled quotes. */
export type Grid = readonly (readonly string[])[];

export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** The sign that stands most often in the first line, outside of quotes. */
export function separatorOf(text: string): Separator {
  const [line = ''] = text.replaceAll(/"[^"]*"/g, '').split('\n', 1);
  const counts = SEPARATORS.map((sign) => line.split(sign).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** A quote that is never closed takes the rest of the text; `unclosed` is the line it is in, from 1. */
export function readDelimited(text: string, separator: Separator): { rows: string[][]; unclosed?: number } {
  const rows: string[][] = [];
  let row: string[] = [];
  let [at, line] = [0, 1];
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  while (at < source.length) {
    let cell = '';
    if (source[at] === '"') {
      const start = line;
      const close = closingQuote(source, at + 1);
      if (close === undefined) return { rows: [...rows, [...row, source.slice(at + 1)]], unclosed: start };
      cell = source.slice(at + 1, close).replaceAll('""', '"');
      line += cell.split('\n').length - 1;
      at = close + 1;
    }
    // What stands behind a closed quote belongs to the cell.
    while (at < source.length && source[at] !== separator && source[at] !== '\n') cell += source[at++];
    const isEnd = source[at] === '\n' || at >= source.length;
    row.push(isEnd ? cell.replace(/\r$/, '') : cell);
    at += 1;
    if (!isEnd) {
      if (at >= source.length) row.push('');
      else continue;
    }
    rows.push(row);
    row = [];
    line += 1;
  }
  if (row.length > 0) rows.push(row);
  return { rows };
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return undefined;
}

export function writeDelimited(rows: Grid, separator: Separator, lineEnd: '\n' | '\r\n' = '\r\n'): string {
  const quoted = (cell: string) =>
    cell.includes(separator) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return rows.map((row) => `${row.map(quoted).join(separator)}${lineEnd}`).join('');
}
