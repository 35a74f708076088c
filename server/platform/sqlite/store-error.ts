import { AppError } from '../../../shared/contract/errors.ts';

/** Whether a store could not be opened because this user may not, rather than because of what is in it. */
export function isOfRights(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code);
}

/** Runs what opens a store's file. Error `STORE_UNAVAILABLE` says what to do where that is not possible. */
export function openingStore<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error)) throw error;
    const advice = isOfRights(error)
      ? 'Check its permissions and those of its folder'
      : 'It was left as it is; put a backup in its place';
    throw new AppError(
      'STORE_UNAVAILABLE',
      `${file} cannot be opened: ${error.message}. ${advice}, or choose another folder with --data.`,
      [],
      error,
    );
  }
}
