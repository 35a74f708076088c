import { diff } from '@codemirror/merge';

export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Most differences that are looked for one by one; texts further apart are replaced in large parts. */
const MOST_DIFFERENCES = 500;

/** What makes one text of another, as small changes: cursors, folds and marks beside them stay. Line feeds only. */
export function changesBetween(before: string, after: string): TextChange[] {
  return diff(before, after, { scanLimit: MOST_DIFFERENCES }).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB),
  }));
}
