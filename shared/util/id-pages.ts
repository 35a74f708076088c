import { AppError } from '../contract/errors.ts';

/** Lists go by falling ids; the cursor is the last id that was given. Error `VALIDATION_FAILED`. */
export function idCursor(cursor: string | undefined): number | null {
  const before = cursor === undefined ? null : Number(cursor);
  if (before === null || Number.isSafeInteger(before)) return before;
  const message = 'not one this list has given';
  throw new AppError('VALIDATION_FAILED', `cursor: ${message}`, [{ path: 'cursor', message }]);
}

/** The cursor of the next page, where this one is full. */
export function nextIdCursor(
  found: readonly { readonly id: number }[],
  limit: number,
): { nextCursor?: string } {
  const last = found.at(-1);
  return last === undefined || found.length < limit ? {} : { nextCursor: String(last.id) };
}
