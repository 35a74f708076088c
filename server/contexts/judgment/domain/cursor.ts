import { AppError } from '../../../../shared/contract/errors.ts';

/** A place in the list of judgments as a text for the client, opaque to it. */
export function cursorText(item: { at: string; id: string }): string {
  return `${Date.parse(item.at)}_${item.id}`;
}

/** Error `VALIDATION_FAILED` for a text that is no cursor of ours. */
export function cursorFrom(text: string): { at: number; id: string } {
  const match = /^(-?\d{1,16})_([A-Za-z0-9-]{1,64})$/.exec(text);
  const [, at, id] = match ?? [];
  if (at === undefined || id === undefined) {
    const message = 'must be the nextCursor of an earlier page';
    throw new AppError('VALIDATION_FAILED', `cursor: ${message}`, [{ path: 'cursor', message }]);
  }
  return { at: Number(at), id };
}
